package model

import (
	"context"
	"errors"
	"net"
	"net/http"
	"net/url"

	openai "github.com/sashabaranov/go-openai"
)

// fault is why a model did not answer. It keeps nothing of what the server said, which may repeat the text or the key.
type fault struct {
	code    string
	told    string // in Chinese, the part of a sentence
	running bool   // the server's fault rather than this answer's: several running, and it is left alone
}

func (f *fault) Error() string { return "model: " + f.code }

// The faults are a closed set.
var (
	faultTimeout     = &fault{"timeout", "超过时限没有答完", true}
	faultUnreachable = &fault{"unreachable", "服务连不上", true}
	faultRemote      = &fault{"remote", "服务不在本机，而设置没有允许（model.allow_remote）", true}
	faultRedirect    = &fault{"redirect", "服务要转到别的地址，已拒绝", true}
	faultKey         = &fault{"key", "密钥不对或没有权限", true}
	faultBusy        = &fault{"busy", "服务忙，或用量已超", true}
	faultServer      = &fault{"server", "服务出错", true}
	faultRequest     = &fault{"request", "服务不接受这样的提问（地址、模型名称不对，或材料太长）", true}
	faultRefused     = &fault{"refused", "模型拒绝回答", false}
	faultCut         = &fault{"cut", "回答没有写完", false}
	faultLong        = &fault{"long", "回答太长", false}
	faultForm        = &fault{"form", "回答不是约定的格式", false}
	faultSecret      = &fault{"secret", "材料标有密级，没有送给模型", false}
	faultResting     = &fault{"resting", "模型服务接连出错，暂停使用", false}
)

// Chinese is what people are told of an error of this package: part of a sentence.
func Chinese(err error) string {
	var f *fault
	if errors.As(err, &f) {
		return f.told
	}
	return faultServer.told
}

// faultOf finds the fault in an error of go-openai.
func faultOf(ctx context.Context, err error) error {
	var f *fault
	var api *openai.APIError
	var request *openai.RequestError
	var transport *url.Error
	var network net.Error
	switch {
	case errors.As(err, &f):
		return f
	case ctx.Err() != nil:
		return faultTimeout
	case errors.As(err, &api):
		return faultOfStatus(api.HTTPStatusCode)
	case errors.As(err, &request):
		return faultOfStatus(request.HTTPStatusCode)
	case errors.As(err, &transport), errors.As(err, &network):
		return faultUnreachable
	}
	return faultForm
}

func faultOfStatus(status int) error {
	switch {
	case status == http.StatusUnauthorized, status == http.StatusForbidden:
		return faultKey
	case status == http.StatusTooManyRequests:
		return faultBusy
	case status >= http.StatusBadRequest && status < http.StatusInternalServerError, status == http.StatusNotImplemented:
		return faultRequest
	}
	return faultServer
}

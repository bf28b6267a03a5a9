package web

import (
	"context"
	"errors"
	"io/fs"
	"net/http"

	"huitoukan/index"
	"huitoukan/ingest"
	"huitoukan/report"
)

// The faults of a request itself.
var (
	errNoPage   = errors.New("no such page")
	errHost     = errors.New("foreign host name")
	errOrigin   = errors.New("request comes from another site")
	errTooLarge = errors.New("upload exceeds the limit")
)

// badRequest is a request that cannot be answered, with the sentence that says why.
type badRequest string

func (e badRequest) Error() string { return "bad request: " + string(e) }

// fault is what a person is told of an error.
type fault struct {
	status       int
	reason, hint string
}

// faults gives each kind of error its answer; what stands in none of the rows is our own failing.
var faults = []struct {
	is error
	fault
}{
	{errNoPage, fault{http.StatusNotFound, "没有这个页面。", "请从上方的菜单进入，或回到检索页。"}},
	{index.ErrNotFound, fault{http.StatusNotFound, "库中没有这份文件或这个问题。", "文件可能已经删除或重新入库，请回到检索页再查一次。"}},
	{fs.ErrNotExist, fault{http.StatusNotFound, "存档中没有这份文件的原件。", "请在数据目录的 archive 文件夹里核对，或把原件重新放入收件箱。"}},
	{errHost, fault{http.StatusMisdirectedRequest, "不能用这个网址访问。", "本服务只对本机开放，请用 http://127.0.0.1 加端口号打开。"}},
	{errOrigin, fault{http.StatusForbidden, "这个请求来自别的网站，没有执行。", "请在本页面里直接操作；仍不行时，刷新页面再试。"}},
	{errTooLarge, fault{http.StatusRequestEntityTooLarge, "一次上传的内容太大，没有收下。", "请分几次上传，或直接把文件复制到收件箱文件夹。"}},
	{index.ErrConflict, fault{http.StatusConflict, "别人刚刚对这一对作了决定，您的决定没有记录。", "请回到上一页刷新，看过新的决定后再定。"}},
	{index.ErrUnavailable, fault{http.StatusServiceUnavailable, "索引暂时连不上。", "稍等片刻再刷新；一直如此时，请运行 huitoukan doctor 查看原因。"}},
	{index.ErrSchema, fault{http.StatusServiceUnavailable, "索引是另一个版本建立的，暂时不能查。", "请运行 huitoukan rebuild 从存档的原件重建索引。"}},
}

func faultOf(err error) fault {
	var bad badRequest
	if errors.As(err, &bad) {
		return fault{http.StatusBadRequest, string(bad), "请改正后再试，或回到检索页重新开始。"}
	}
	var decided *index.DecidedError
	if errors.As(err, &decided) {
		v := decided.Verdict
		words := report.Decided{By: v.By, Note: v.Note, At: v.At}.Words(v.Decision.Chinese())
		return fault{
			http.StatusConflict, "这一页打开以后，别人已经作了决定：" + words + "。您的决定没有记录。",
			"请回到上一页刷新，看过这个决定；不同意的，与对方商量，先撤销，再作决定。",
		}
	}
	if why, ok := ingest.ServerFault(err); ok {
		return fault{http.StatusServiceUnavailable, why.Reason, why.Hint}
	}
	for _, f := range faults {
		if errors.Is(err, f.is) {
			return f.fault
		}
	}
	return fault{http.StatusInternalServerError, "程序出错了，这一步没有完成。", "请刷新再试；仍然如此时，把日志交给维护人员。"}
}

type faultPage struct {
	frame
	Reason, Hint string
}

// fail logs an error and shows it.
func (s *Server) fail(w http.ResponseWriter, r *http.Request, err error) {
	if errors.Is(err, context.Canceled) && r.Context().Err() != nil {
		return // the browser did not wait
	}
	f := faultOf(err)
	if f.status >= http.StatusInternalServerError {
		s.Log.Error("request failed", "method", r.Method, "path", r.URL.Path, "err", err)
	}
	page := faultPage{frame{Title: f.reason}, f.reason, f.hint}
	if err := render(w, f.status, "fault", page); err != nil {
		s.Log.Error("error page failed", "path", r.URL.Path, "err", err)
	}
}

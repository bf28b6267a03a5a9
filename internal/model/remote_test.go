package model

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"

	"huitoukan/internal/model/modeltest"
)

// TestRemote asks another machine only when that is allowed, and never about a document that is meant for the house.
func TestRemote(t *testing.T) {
	const refused = "服务不在本机，而设置没有允许（model.allow_remote）"
	const never = "材料标有密级，没有送给模型"
	s := modeltest.Serve(t, modeltest.Says(answer))
	far := modeltest.Elsewhere(t, s)
	near := s.URL + "/v1"
	for _, c := range []struct {
		name, address string
		remote        bool
		marking, want string
		asked         int
	}{
		{"here", near, false, "", answer, 1},
		{"there", far, false, "", refused, 0},
		{"there, allowed", far, true, "", answer, 1},
		{"for the house, here", near, true, "内部资料", answer, 1},
		{"for the house, there", far, true, "内部资料", refused, 0},
		{"work secret, here", near, false, "工作秘密", answer, 1},
		{"work secret, there", far, true, "工作秘密", refused, 0},
		{"secret", near, true, "机密", never, 0},
		{"secret for years", near, true, "秘密★10年", never, 0},
		{"top secret", far, true, "绝密", never, 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(s.Requests())
			a := server(t, s, func(o *Options) { o.Address = c.address; o.Remote = c.remote })
			equal(t, ask(t, a, c.marking), c.want)
			if n := len(s.Requests()) - before; n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
			if c.remote && a.rest.faults != 0 {
				t.Error("what was not sent is held against the server")
			}
		})
	}
}

// TestThisMachine knows the loopback in all its forms.
func TestThisMachine(t *testing.T) {
	for address, want := range map[string]bool{
		"127.0.0.1:80": true, "127.8.9.1:80": true, "[::1]:80": true, "[::ffff:127.0.0.1]:80": true,
		"10.0.0.1:80": false, "192.168.1.1:80": false, "[::ffff:10.0.0.1]:80": false, "[fe80::1%lo]:80": false, "0.0.0.0:80": false,
		"[::]:80": false, "localhost:80": false, "": false,
	} {
		if got := thisMachine("tcp", address, nil) == nil; got != want {
			t.Errorf("%s: %v", address, got)
		}
	}
}

// TestResolved judges the address that a name leads to, not the name.
func TestResolved(t *testing.T) {
	s := modeltest.Serve(t, modeltest.Says(answer))
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	ip := modeltest.Outside(t)
	names := nameServer(t, map[string]string{"model.example.": "127.0.0.1", "localhost.example.": ip})
	for name, want := range map[string]string{
		"model.example":     answer,
		"localhost.example": "服务不在本机，而设置没有允许（model.allow_remote）",
	} {
		o := Options{Address: "http://" + name + port + "/v1", Model: "qwen"}
		a, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		a.endpoint.any = client(o, false, names)
		equal(t, ask(t, a, ""), want)
	}
}

// TestProxy goes past the proxy of the environment: it would carry the text off this machine, and be reached on it.
func TestProxy(t *testing.T) {
	proxy := modeltest.Serve(t, modeltest.Says(answer))
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	a := server(t, proxy, func(o *Options) { o.Address = "http://192.0.2.1/v1" })
	equal(t, ask(t, a, ""), "服务不在本机，而设置没有允许（model.allow_remote）")
	if n := len(proxy.Requests()); n != 0 {
		t.Errorf("the proxy was asked %d times", n)
	}
}

// TestAddress refuses addresses that cannot be meant, before anything is asked.
func TestAddress(t *testing.T) {
	for _, address := range []string{
		"", "127.0.0.1:11434", "ftp://127.0.0.1/v1", "/v1", "http://", "http://user:secret@127.0.0.1/v1", "http://127.0.0.1/v1?key=secret", "http://a b/v1",
	} {
		if _, err := New(Options{Address: address, Model: "qwen"}); err == nil || strings.Contains(err.Error(), "secret") {
			t.Errorf("%q: %v", address, err)
		}
	}
	if _, err := New(Options{Address: "http://127.0.0.1:1/v1"}); err == nil {
		t.Error("no model is taken")
	}
}

// nameServer is a resolver that asks a name server of our own, which knows the names.
func nameServer(t *testing.T, names map[string]string) *net.Resolver {
	t.Helper()
	conn, err := net.ListenPacket("udp", "127.0.0.1:0")
	if err != nil {
		t.Fatal(err)
	}
	t.Cleanup(func() { conn.Close() })
	go func() {
		buf := make([]byte, 512)
		for {
			n, from, err := conn.ReadFrom(buf)
			if err != nil {
				return
			}
			var m dnsmessage.Message
			if m.Unpack(buf[:n]) != nil {
				continue
			}
			q := m.Questions[0]
			m.Response = true
			if ip, err := netip.ParseAddr(names[q.Name.String()]); err == nil && q.Type == dnsmessage.TypeA {
				m.Answers = []dnsmessage.Resource{{
					Header: dnsmessage.ResourceHeader{Name: q.Name, Type: q.Type, Class: q.Class, TTL: 1},
					Body:   &dnsmessage.AResource{A: ip.As4()},
				}}
			}
			m.Additionals = nil
			if out, err := m.Pack(); err == nil {
				conn.WriteTo(out, from)
			}
		}
	}()
	return &net.Resolver{PreferGo: true, Dial: func(ctx context.Context, _, _ string) (net.Conn, error) {
		var d net.Dialer
		return d.DialContext(ctx, "udp", conn.LocalAddr().String())
	}}
}

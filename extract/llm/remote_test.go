package llm

import (
	"context"
	"net"
	"net/netip"
	"strings"
	"testing"

	"golang.org/x/net/dns/dnsmessage"
)

// outside is an address of this machine that is not the loopback: for the program, another machine's.
func outside(t *testing.T) string {
	t.Helper()
	addrs, err := net.InterfaceAddrs()
	if err != nil {
		t.Fatal(err)
	}
	for _, a := range addrs {
		if p, err := netip.ParsePrefix(a.String()); err == nil && p.Addr().Is4() && !p.Addr().IsLoopback() {
			return p.Addr().String()
		}
	}
	t.Skip("this machine has no network address besides the loopback")
	return ""
}

// elsewhere is the server under an address that is not the loopback's.
func elsewhere(t *testing.T, s *server) string {
	t.Helper()
	ip := outside(t)
	l, err := net.Listen("tcp", net.JoinHostPort(ip, "0"))
	if err != nil {
		t.Fatal(err)
	}
	go s.Config.Serve(l) // ends with the server
	return "http://" + l.Addr().String() + "/v1"
}

// TestRemote asks another machine only when that is allowed, and never about a document that is meant for the house.
func TestRemote(t *testing.T) {
	const refused = "规则没有读全，模型也没有帮上忙：服务不在本机，而设置没有允许（model.allow_remote），请人工核对。"
	const done = "以下问题由模型辅助读出，请核对。"
	s := serve(t, says(earthlyAnswer))
	far := elsewhere(t, s)
	near := s.URL + "/v1"
	for _, c := range []struct {
		name, address string
		remote        bool
		marking, want string
		asked         int
	}{
		{"here", near, false, "", done, 1},
		{"there", far, false, "", refused, 0},
		{"there, allowed", far, true, "", done, 1},
		{"for the house, here", near, true, "内部资料", done, 1},
		{"for the house, there", far, true, "内部资料", "材料标有“内部资料”，模型不在本机，没有送出。", 0},
		{"work secret, here", near, false, "工作秘密", done, 1},
		{"work secret, there", far, true, "工作秘密", "材料标有“工作秘密”，模型不在本机，没有送出。", 0},
		{"secret", near, true, "机密", "材料标有“机密”，没有送给模型。", 0},
		{"secret for years", near, true, "秘密★10年", "材料标有“秘密★10年”，没有送给模型。", 0},
		{"top secret", far, true, "绝密", "材料标有“绝密”，没有送给模型。", 0},
	} {
		t.Run(c.name, func(t *testing.T) {
			before := len(s.requests())
			a := assistant(t, s, func(o *Options) { o.Address = c.address; o.Remote = c.remote })
			d := earthly()
			d.Marking = c.marking
			got := a.Improve(t.Context(), d)
			if last := got.Doubts[len(got.Doubts)-1].Message; last != c.want {
				t.Errorf("says %s", last)
			}
			if n := len(s.requests()) - before; n != c.asked {
				t.Errorf("asked %d times, want %d", n, c.asked)
			}
			if c.remote && a.rest.faults != 0 {
				t.Error("what was not sent is held against the server")
			}
		})
	}
}

// TestMarkedByItsText keeps a document here that says of itself that it is not to leave the house.
func TestMarkedByItsText(t *testing.T) {
	s := serve(t, says(earthlyAnswer))
	far := elsewhere(t, s)
	for line, want := range map[string]int{"工作秘密": 0, "内部资料 注意保存": 0, "内部使用": 0, "鹿发〔2021〕12号": 1} {
		before := len(s.requests())
		a := assistant(t, s, func(o *Options) { o.Address = far; o.Remote = true })
		a.Improve(t.Context(), document(line, "中共鹿鸣区粮食局党组关于巡察整改情况的通报", "子、理论学习不经常。"))
		if n := len(s.requests()) - before; n != want {
			t.Errorf("%s: asked %d times, want %d", line, n, want)
		}
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
	s := serve(t, says(earthlyAnswer))
	port := s.URL[strings.LastIndex(s.URL, ":"):]
	ip := outside(t)
	names := nameServer(t, map[string]string{"model.example.": "127.0.0.1", "localhost.example.": ip})
	for name, want := range map[string]string{
		"model.example":     "以下问题由模型辅助读出，请核对。",
		"localhost.example": "规则没有读全，模型也没有帮上忙：服务不在本机，而设置没有允许（model.allow_remote），请人工核对。",
	} {
		o := Options{Address: "http://" + name + port + "/v1", Model: "qwen"}
		a, err := New(o)
		if err != nil {
			t.Fatal(err)
		}
		a.server.any = client(o, false, names)
		equal(t, lastDoubt(a, t), want)
	}
}

// TestProxy goes past the proxy of the environment: it would carry the text off this machine, and be reached on it.
func TestProxy(t *testing.T) {
	proxy := serve(t, says(earthlyAnswer))
	t.Setenv("HTTP_PROXY", proxy.URL)
	t.Setenv("http_proxy", proxy.URL)
	a := assistant(t, proxy, func(o *Options) { o.Address = "http://192.0.2.1/v1" })
	equal(t, lastDoubt(a, t), "规则没有读全，模型也没有帮上忙：服务不在本机，而设置没有允许（model.allow_remote），请人工核对。")
	if n := len(proxy.requests()); n != 0 {
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

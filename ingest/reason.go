package ingest

import (
	"context"
	"errors"
	"io/fs"

	"huitoukan/index"
	"huitoukan/ingest/read"
)

// What package ingest itself refuses.
var (
	errMarked     = errors.New("document is marked secret")
	errPassedOver = errors.New("file belongs to a program, or is not complete")
	errVanished   = errors.New("file has gone from work")
	errPartly     = errors.New("some members of the archive cannot be taken out")
)

// Outcome is what became of a file. The set is closed.
type Outcome string

// The outcomes.
const (
	Indexed   Outcome = "indexed"
	Review    Outcome = "review"    // in the index, with doubts for a person
	Duplicate Outcome = "duplicate" // the same bytes are in the archive
	Unpacked  Outcome = "unpacked"  // an archive: each member has an outcome of its own
	Rejected  Outcome = "rejected"  // for good: set aside
	Deferred  Outcome = "deferred"  // the world's fault: waits in work/ and is tried again
)

// Chinese is the outcome as people are told.
func (o Outcome) Chinese() string {
	return map[Outcome]string{Indexed: "已收", Review: "已收，需人工看一眼", Duplicate: "重复，已有相同文件", Unpacked: "压缩包，已拆开", Rejected: "放到一边", Deferred: "等待重试"}[o]
}

// Reason says why a file was not taken, and what to do next.
type Reason struct {
	Code    string // stable, for programs
	Outcome Outcome
	Reason  string // one Chinese sentence
	Hint    string // the next step, in Chinese
	err     error
}

// reasons is the one table from errors to what people are told. The first row that an error is decides.
var reasons = []Reason{
	// first, since behind a connection that the system forbids stands the same error as behind a file that it does
	{"es_unreachable", Deferred, "连不上 Elasticsearch 服务器。", "请检查服务器是否在运行、地址（--es-url）和网络；恢复后会自动接着处理。", index.ErrUnreachable},
	{"es_slow", Deferred, "Elasticsearch 服务器没有在限定的时间内答复。", "请管理员查看服务器是否卡住或过载；恢复后会自动接着处理。", index.ErrSlow},
	{"es_busy", Deferred, "Elasticsearch 服务器太忙，暂时不接受请求。", "会自动再试；经常如此时，请管理员增加内存或节点。", index.ErrBusy},
	{"es_not_ready", Deferred, "Elasticsearch 上的索引有一部分不可用：集群是红色的，或还没有启动完。", "请管理员查看 _cluster/health，恢复缺少的节点；恢复后会自动接着处理。", index.ErrNotReady},
	{"es_read_only", Deferred, "Elasticsearch 上的索引现在只能读、不能写，多半是它的磁盘快满了，或正在重建。", "请管理员清理磁盘；清理后仍不能写的，去掉索引设置里的 index.blocks；恢复后会自动接着处理。", index.ErrReadOnly},
	{"es_credentials", Deferred, "Elasticsearch 不接受用户名、密码或 API 密钥，或者它们的权限不够。", "请核对 HUITOUKAN_ES_API_KEY，或 HUITOUKAN_ES_USER 和 HUITOUKAN_ES_PASSWORD，改正后重新启动；需要哪些权限见 docs/elasticsearch.md。", index.ErrCredentials},
	{"es_certificate", Deferred, "Elasticsearch 服务器的证书不可信。", "请用 HUITOUKAN_ES_CA_FILE 指明签发它的 CA 证书，或用 HUITOUKAN_ES_FINGERPRINT 写明证书指纹，然后重新启动。", index.ErrCertificate},
	{"es_version", Deferred, "这个地址上的不是 Elasticsearch 8。", "请核对 --es-url，或请管理员换用 Elasticsearch 8。", index.ErrServer},
	{"es_missing", Deferred, "Elasticsearch 上的索引不见了。", "请运行 huitoukan rebuild 用存档原件重建，人工认定会保留；重建后会自动接着处理。", index.ErrMissing},

	{"marked_secret", Rejected, "文件标有国家秘密密级（绝密、机密或秘密），不能放在这台机器上。", "内容没有入库。请按保密规定把文件移走，并清除 failed 文件夹和收件来源里的副本；标错了密级的，请改正后再收。", errMarked},
	{"passed_over", Rejected, "这是 Office 或下载软件的临时文件，不收取。", "请先在 Office 里关闭文档，或等下载完成，再收取文档本身。", errPassedOver},
	{"vanished", Rejected, "处理时文件不见了。", "请看是不是被杀毒软件隔离了；找到后再放进收件箱。", errVanished},
	{"empty", Rejected, "文件是空的，一个字节也没有。", "请向报送单位重新要来原件。", read.ErrEmpty},
	{"encrypted", Rejected, "文件设了打开密码。", "请在 Word 或 WPS 里去掉密码后另存，再放进收件箱。", read.ErrEncrypted},
	{"too_large", Rejected, "文件太大，超过了设置的上限。", "请把文件拆开，或在 settings.toml 里调高上限后运行 huitoukan ingest --retry。", read.ErrTooLarge},
	{"too_deep", Rejected, "文件内部嵌套层数太多，不像正常文档。", "请在 Word 或 WPS 里另存一份再放进收件箱。", read.ErrTooDeep},
	{"archive_partly", Rejected, "压缩包里有文件取不出来，其余的已逐个收取。", "取不出来的文件在收取记录里各有一行说明；请向报送单位重新要来。", errPartly},
	{"archive", Rejected, "这是压缩包，里面的文件要逐个读。", "请放进收件箱，或运行 huitoukan ingest 收取，程序会自动拆开；也可以自己解压后再读。", read.ErrArchive},
	{"packed", Rejected, "压缩包的格式（RAR、7z 等）打不开。", "请解压后，把里面的文件放进收件箱，或改存为 .zip。", read.ErrPacked},
	{"needs_office", Rejected, "这种格式（RTF、Works、Excel 97 等）要借助 LibreOffice 才能读。", "请安装 LibreOffice，再运行 huitoukan ingest --retry，或另存为 .docx、.xlsx 后再收。", read.ErrNeedsOffice},
	{"light_engine", Rejected, "轻量 PDF 引擎（--pdf light）读不出这份文件的文字。", "请改用默认引擎：去掉 --pdf light 或设置里的 pdf，再运行 huitoukan ingest --retry。", read.ErrLight},
	{"no_text_layer", Rejected, "没有文字层，是扫描件或图片。", "请安装文字识别软件 tesseract-ocr-chi-sim，再运行 huitoukan ingest --retry，或换用 Word 原件；已装而仍如此的，请看扫描是否清楚。", read.ErrNoTextLayer},
	{"unreadable_text", Rejected, "文字无法还原，读出来的是乱码。", "请安装文字识别软件 tesseract-ocr-chi-sim，再运行 huitoukan ingest --retry，或换用 Word 原件。", read.ErrUnreadable},
	{"no_text", Rejected, "文件里没有文字。", "请核对是不是发错了文件。", read.ErrNoText},
	{"old_format", Rejected, "文件格式太旧（Word 95 或更早）。", "请用 Word 或 WPS 打开后另存为 .docx，再放进收件箱。", read.ErrOldFormat},
	{"unsupported_format", Rejected, "认得这种格式，但本版本还读不了。", "请另存为 .docx、.pdf 或 .txt，再放进收件箱。", read.ErrUnsupported},
	{"unknown_format", Rejected, "认不出是什么格式的文件。", "请用能打开它的软件另存为 .docx、.pdf 或 .txt，再放进收件箱。", read.ErrFormat},
	{"damaged", Rejected, "文件已损坏，打不开或内容不全。", "请向报送单位重新要来原件。", read.ErrDamaged},
	{"timeout", Rejected, "读取时间太长，已停止。", "请在 Word 或 WPS 里另存一份再试；确有需要可在 settings.toml 里调高时限。", read.ErrTimeout},
	{"memory", Rejected, "读取占用内存太多，已停止。", "请把文件拆开，或在 settings.toml 里调高内存上限后重试。", read.ErrMemory},
	{"crashed", Rejected, "读取这个文件时程序内部出错，其他文件不受影响。", "请另存为 .docx 或 .pdf 再试；仍不行请把文件留存，反馈给维护人员。", read.ErrCrashed},
	{"not_found", Rejected, "找不到这个文件。", "请核对路径和文件名。", fs.ErrNotExist},
	{"no_permission", Rejected, "没有权限读这个文件。", "请检查文件权限，或换有权限的用户运行。", fs.ErrPermission},
	{"schema", Deferred, "索引是别的版本建的。", "请运行 huitoukan rebuild 重建索引，文件会自动接着处理。", index.ErrSchema},
	{"index_unavailable", Deferred, "索引暂时连不上或磁盘已满。", "请检查磁盘空间和索引服务，恢复后文件会自动接着处理。", index.ErrUnavailable},
	{"stopped", Deferred, "程序停止时还没有处理完。", "下次启动会自动接着处理。", context.Canceled},
}

// ServerFault is the row for a fault of the server that keeps the index; ok is false for other errors.
func ServerFault(err error) (why Reason, ok bool) {
	if !errors.Is(err, index.ErrUnavailable) {
		return Reason{}, false
	}
	why = ReasonFor(err)
	return why, why.err != index.ErrUnavailable
}

// ReasonFor looks an error up. One that no row knows is the world's fault: the file waits.
func ReasonFor(err error) Reason {
	for _, r := range reasons {
		if errors.Is(err, r.err) {
			return r
		}
	}
	return Reason{Code: "unexpected", Outcome: Deferred, Reason: "处理时遇到没有料到的错误。", Hint: "程序会自动重试；若一直不成功，请运行 huitoukan doctor 检查，并查看日志。"}
}

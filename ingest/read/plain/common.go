package plain

import (
	"strings"
	"sync"

	"golang.org/x/text/encoding/simplifiedchinese"
	"golang.org/x/text/encoding/traditionalchinese"
)

// commonest are the characters that make up most of running Chinese text and of inspection documents, simplified, and
// below them those whose traditional form is another character.
const commonest = "的一是在不了有和人这中大为上个国我以要他时来用们生到作地于出就分对成会可主发年动同工也能下过子说产种面而方后多定行学法所" +
	"民得经十三之进着等部度家电力里如水化高自二理起小物现实加量都两体制机当使点从业本去把性好应开它合还因由其些然前外天政四日那社义事平" +
	"形相全表间样与关各重新线内数正心反你明看原又么利比或但质气第向道命此变条只没结解问意建月公无系军很情者最立代想已通并提直题党程展五" +
	"果料象员革位入常文总次品式活设及管特件长求老头基资边流路级少图山统接知较将组见计别她手角期根论运农指几九区强放决西被干做必战先回则" +
	"任取据处队南给色光门即保治北造百规热领七海口东导器压志世金增争济阶油思术极交受联什认六共权收证改清己美再采转更单风切打白教速花带安" +
	"场身车例真务具万每目至达走积示议声报斗完类八离华名确才科张信马节话米整空元况今集温传土许步群广石记需段研界拉林律叫且究观越织装影算" +
	"低持音众书布复容儿须际商非验连断深难近矿千周委素技备半办青省列习响约支般史感劳便团往酸历市克何除消构府称太准精值号率族维划选标写存" +
	"候毛亲快效斯院查江型眼王按格养易置派层片始却专状育厂京识适属圆包火住调满县局照参红细引听该铁价严首底液官德随病苏失尔死讲配女黄推显" +
	"谈罪神艺呢席含企望密批营项防举球英氧势告李台落木帮轮破亚师围注远字材排供河态封另施减树溶怎止案言士均武固叶鱼波视仅费紧爱左章早朝害" +
	"续轻服试食充兵源判护司足某练差致板田降黑犯负击范继兴似余坚曲输修故城夫够送笔船占右财吃富春职觉汉画功巴跟虽杂飞检吸助升阳互初创抗考" +
	"投坏策古径换未跑留钢曾端责站简述钱副尽帝射草冲承独令限阿宣环双请超微让控州良轴找否纪益依优顶础载倒房突坐粉敌略客袁冷胜绝析块剂测丝" +
	"协诉念陈仍罗盐友洋错苦夜刑移频逐靠混母短皮终聚汽村云哪既距卫停烈央察烧迅境若印洲刻括激孔搞甚室待核校散侵吧甲游久菜味旧模湖货损预阻" +
	"巡督廉馈账购款津贴违纠销训贯彻台账履监督悟署廊渎挂浪滞纳附乡镇街社区居签订邮纪委书记履责办结申请人员当如实提交材料"

const traditional = "個國為時來們後會發動說產種過對經進著長電裡現實機當點從業開還與關內數問題應兩體應無系軍種將組見計別話論運農幾區強決戰則" +
	"處隊給門規熱領東導壓爭濟階術極聯認權證轉單風帶場車務萬達積議聲報類離華確張馬節況傳許廣記需觀織裝眾書復兒須際驗連斷難礦週備辦習響" +
	"約勞團歷構稱準號維劃選標寫親層專狀廠識適屬圓調滿縣參紅細聽該鐵價嚴隨蘇講顯談藝營項舉勢檢輪師圍遠態樹減續輕試護負擊範繼興堅輸餘" +
	"財職覺漢畫雖雜飛陽創責簡錢盡獨環雙請讓紀優礎載絕塊劑測絲協訴陳羅鹽錯頻終聚雲衛燒損預貨舊優臺灣縣市政府受文者各機關學校"

// firstHan and lastHan bound the block of CJK unified ideographs.
const firstHan, lastHan = 0x4E00, 0x9FFF

// common is how much each character of the block speaks for Chinese text: 3 for those above, 1 for those that GB 2312 and Big5 count
// among the common ones (levels one of both), -1 for the rest.
var common = sync.OnceValue(func() *[lastHan - firstHan + 1]int8 {
	var out [lastHan - firstHan + 1]int8
	for i := range out {
		out[i] = -1
	}
	set := func(s string, value int8) {
		for _, r := range s {
			if r >= firstHan && r <= lastHan {
				out[r-firstHan] = value
			}
		}
	}
	level1, _ := simplifiedchinese.GBK.NewDecoder().String(rows(0xB0, 0xD7, [][2]int{{0xA1, 0xFE}}))
	set(level1, 1)
	level1, _ = traditionalchinese.Big5.NewDecoder().String(rows(0xA4, 0xC6, [][2]int{{0x40, 0x7E}, {0xA1, 0xFE}}))
	set(level1, 1)
	set(commonest+traditional, 3)
	return &out
})

// rows is every two-byte code whose first byte lies from lead to last and whose second in one of the ranges.
func rows(lead, last int, trails [][2]int) string {
	var b strings.Builder
	for ; lead <= last; lead++ {
		for _, t := range trails {
			for second := t[0]; second <= t[1]; second++ {
				b.WriteByte(byte(lead))
				b.WriteByte(byte(second))
			}
		}
	}
	return b.String()
}

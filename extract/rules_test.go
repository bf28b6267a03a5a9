package extract

import (
	"slices"
	"testing"
)

// TestRules runs every rule against its own examples.
func TestRules(t *testing.T) {
	for name, r := range map[string]lexRule{
		"failing": failingRule, "deed": deedRule, "about": aboutRule, "other": otherRule, "closing": closingRule,
		"sign": signRule, "prose lead": proseLead, "prose start": proseStart, "earlier": earlier, "promised list": promisedList,
		"pledge": pledgeRule, "turn": turnRule, "tangible": tangible,
	} {
		for _, s := range r.yes {
			if !r.re.MatchString(s) {
				t.Errorf("rule %s does not read %q", name, s)
			}
		}
		for _, s := range r.no {
			if r.re.MatchString(s) {
				t.Errorf("rule %s reads %q", name, s)
			}
		}
	}
}

func TestFieldRules(t *testing.T) {
	for _, r := range fieldRules {
		for _, s := range r.yes {
			if got := fieldNamed(s); got != r.field {
				t.Errorf("%q announces field %d, want %d", s, got, r.field)
			}
		}
		for _, s := range r.no {
			if got := fieldNamed(s); got == r.field {
				t.Errorf("%q announces field %d", s, got)
			}
		}
	}
}

func TestKindRules(t *testing.T) {
	for _, r := range kindRules {
		for _, s := range r.yes {
			if got := kindOf(s, nil); got != r.kind {
				t.Errorf("kind of %q is %s, want %s", s, got, r.kind)
			}
		}
	}
}

func TestStatusRules(t *testing.T) {
	for _, r := range statusRules {
		for _, s := range r.yes {
			if got := statusOf(s); got != r.status {
				t.Errorf("status of %q is %s, want %s", s, got, r.status)
			}
		}
	}
}

func TestClaimRules(t *testing.T) {
	for _, r := range claimRules {
		for _, s := range r.yes {
			if !r.re.MatchString(s) {
				t.Errorf("claim %s does not read %q", r.claim, s)
			}
		}
		for _, s := range r.no {
			if r.re.MatchString(s) {
				t.Errorf("claim %s reads %q", r.claim, s)
			}
		}
	}
}

func TestUnitPatterns(t *testing.T) {
	for _, p := range slices.Concat(told, titled, bodied, []unitPattern{bracketedUnit}) {
		if !p.re.MatchString(p.yes) {
			t.Errorf("%s does not read %q", p.re, p.yes)
		}
	}
}

// TestFailing shows what counts as the naming of a failing, with a deed's verb before it or without.
func TestFailing(t *testing.T) {
	for s, want := range map[string]bool{
		"落实意识形态工作责任制不到位": true, "加强理论学习存在差距": true, "党费收缴不规范": true, "以会代学": true,
		"建立党费收缴台账": false, "完善公务接待制度": false, "先后召开党组会5次": false, "提高政治站位，增强行动自觉": false,
		"压实整改责任": false,
	} {
		if got := failing(s); got != want {
			t.Errorf("failing(%q) = %v", s, got)
		}
	}
}

package record

import "time"

// Naming is a person's decision on one name of a unit: what goes under Name belongs to Unit. Where both are the same name, it
// stands alone: what the program would join with it by itself stays apart.
type Naming struct {
	Name string // as documents write it, or may come to
	Unit string // a name of the unit that it belongs to
	By   string
	Note string
	At   time.Time
}

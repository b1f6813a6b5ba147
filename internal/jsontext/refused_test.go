package jsontext

import "testing"

// TestRefused has what the standard leaves open or allows and a scanner must not: reading it would change it.
func TestRefused(t *testing.T) {
	for _, text := range []string{
		`"\ud83d"`, `"\ude00"`, `"\ude00\ud83d"`, `"\ud83dx"`, `"\ud83d\u0041"`, "\"\xff\"",
		"18446744073709551616", "-9223372036854775809", "1e999", "1e-400", "-0.01E-322", "0.0001e-999999999999999999999",
	} {
		if v, err := NewScanner([]byte(text)).Scalar(); err == nil {
			t.Errorf("%s is read as %#v", text, v)
		}
	}
	for _, text := range []string{"0.0", "-0e-400", "0.000e999", "5e-324"} {
		if v, err := NewScanner([]byte(text)).Scalar(); err != nil {
			t.Errorf("%s is refused: %v, %v", text, v, err)
		}
	}
	if _, err := NewScanner([]byte("-01")).Scalar(); err == nil || err.Error() != "at byte 2: a number must not begin with 0" {
		t.Errorf("-01: error %v", err)
	}
}

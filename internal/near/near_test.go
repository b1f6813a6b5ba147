package near

import "testing"

func TestName(t *testing.T) {
	known := []string{"tp_size", "dp_size", "max_total_tokens", "tp"}
	for name, want := range map[string]string{
		"tp_sise":          "tp_size",
		"pt_size":          "tp_size",
		"TP_SIZE":          "tp_size",
		"max_totl_tokens":  "max_total_tokens",
		"max_total_tokens": "max_total_tokens",
		"attention":        "",
		"pt":               "tp", // letters that changed places are one edit
		"":                 "",
	} {
		if got := Name(name, known); got != want {
			t.Errorf("Name(%q) = %q, want %q", name, got, want)
		}
	}
}

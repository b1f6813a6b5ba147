package main

import "testing"

// TestMistakes runs commands as a new user might write them. Each is answered by a line that says
// what to write.
func TestMistakes(t *testing.T) {
	checkRuns(t, equal, []runTest{
		// Names of parameters.
		{"-set max_runing_requests=128 -count", 1, "", `no parameter "max_runing_requests"; did you mean "max_running_requests"?`},
		{"-set tp-size=1 -count", 1, "", `no parameter "tp-size"; did you mean "tp_size"?`},
		{"-set TP_SIZE=1 -count", 1, "", `no parameter "TP_SIZE"; did you mean "tp_size"?`},
		{"-set zzz=1 -count -space -", 1, "", `no parameter "zzz"; parameters: a, b`},
		{"-add tp_size=1 -count", 1, "", "-add tp_size: there is already such a parameter; -set tp_size=… replaces its values"},
		{"-add tp-size=1 -count", 1, "", `parameter "tp-size": is written as the flag --tp-size, as parameter "tp_size" is; give one of them another`},
		{"-add TP_SIZE=1 -count", 0, "119232\n", `-add adds "TP_SIZE" beside "tp_size"; -set tp_size=… replaces the values of that one`},
		{"-drop tp -count", 1, "", `no parameter "tp"; did you mean "tp_size"?`},
		{"-drop zzz -count -space -", 1, "", `no parameter "zzz"; parameters: a, b`},
		// Expressions of other languages.
		{"-count -rule tp_size>1=>dp_size<2", 1, "", `write a -> b for "if a then b"`},
		{"-count -rule if\ttp_size>1\tthen\tdp_size<2", 1, "", `write a -> b for "if a then b"`},
		{"-count -rule tp_size>1\tthen\tdp_size<2", 1, "", `write a -> b for "if a then b"`},
		{"-count -rule tp_size>1?dp_size<2:true", 1, "", `write a -> b for "if a then b"`},
		{"-count -rule (tp_size>1)&(dp_size<2)", 1, "", `write &&`},
		{"-count -add python-version=3.9 -rule python-version==3.9", 1, "", `no parameter "python"; write param("python-version")`},
		{"-count -rule tp_size>1->dp_size<2", 0, "59616\n", ""},
		// Values of some parameters.
		{"-space - -check a=1", 0, "3 valid combinations have these values\nno value for b; give nil to leave it unset\n", ""},
		{"-space - -near a=3", 0, "a: 3 → 1, in 3 combinations, the first a=1/b=nil\na: 3 → 2, in 3 combinations, the first a=2/b=nil\n", ""},
		{"-space - -near a=3,b=x", 0, "a: 3 → 1\na: 3 → 2\n", ""},
		{"-space - -near b=x", 0, "valid, in 2 combinations, the first a=1/b=x\n", ""},
		{"-space - -near a=2 -rule b==nil", 0, "valid, in a=2/b=nil\n", ""},
		// Values.
		{"-space - -drop b -format args -no-filter -set a=8..32..8,1..2", 0, "--a 8\n--a 16\n--a 24\n--a 32\n--a 1\n--a 2\n", ""},
		{"-space - -drop b -format args -no-filter -set a=2**2..2**4", 0, "--a 4\n--a 8\n--a 16\n", ""},
		{"-space - -drop b -format args -no-filter -set a='1..8'", 0, "--a 1..8\n", ""},
		{"-space - -set a=8..1 -count", 2, "", "8..1: the step leads away from the last value; want FIRST..LAST..STEP"},
		{"-space - -set a=1..99999999 -count", 2, "", "has more than 10000 values"},
		{"-space - -set a=2**5..2**1 -count", 2, "", "want powers from 2**0 to 2**62, the lesser one first"},
		{"-space - -set a=1;2 -count", 2, "", "1;2 is not a number; write commas between values, or quotes for a text"},
		{"-space - -set a=[1,2 -count", 2, "", "no closing bracket"},
		{"-space - -set b=3.9,3.10 -no-filter -count", 0, "6\n", `-set b: 3.10 is the number 3.1; write '"3.10"' in quotes for the text`},
		// Selections without combinations.
		{"-rule tp_size>4 -rule tp_size<4 -count", 0, "0\n", "no combination is valid: everything is forbidden by rules tp_size>4 and tp_size<4 together; -report"},
		{"-space - -rule a>2 -format csv", 0, "a,b\n", "everything is forbidden by rules “a < 3” and a>2 together"},
		{"-space - -rule 1>2 -count", 0, "0\n", "everything is forbidden by rule 1>2;"},
		{"-space - -sample 0 -format csv", 0, "a,b\n", "the selection is empty; the space has 6 valid combinations"},
		{"-space - -shard 8/9 -max-combinations 0 -count", 0, "0\n", "the selection is empty"},
		{"-space - -no-filter -rule a>2 -format csv", 0, "a,b\n3,\n3,x\n3,7\n", ""},
	})
}

// TestQuiet checks that -quiet silences warnings but no errors.
func TestQuiet(t *testing.T) {
	checkRuns(t, equal, []runTest{
		{"-quiet -add TP_SIZE=1 -count", 0, "119232\n", ""},
		{"-quiet -space - -max-combinations 1 -format csv", 0, "a,b\n1,\n", ""},
		{"-quiet -drop zzz -count", 1, "", `no parameter "zzz"`},
	})
}

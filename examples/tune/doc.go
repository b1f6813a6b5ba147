// Package tune is a search for the best combination in four lines of shell, search.sh. A batch of
// proposals is a script, so a scheduler or GNU parallel can run it as well. Interrupt the search
// at any time, and start it again: it goes on with the results that are there.
package tune

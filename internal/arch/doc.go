// Package arch holds no code, only a test: the table of who may import whom in this program, and which modules of others it
// stands on, each with its reason. Change the tables when the code teaches something better, in the same commit.
package arch

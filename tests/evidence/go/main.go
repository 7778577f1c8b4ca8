// Checks a log's evidence with golang.org/x/mod/sumdb/note and tlog, which are not ours.
//
// Reads one JSON object from standard input and prints what held, one word a line; anything that
// does not hold ends it with a message and exit code 1.
package main

import (
	"encoding/json"
	"fmt"
	"log"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type evidence struct {
	Key         string      // public key of the log
	Old         string      // signed checkpoint
	New         string      // signed checkpoint, larger
	Entry       []byte      // an entry of the tree
	Index       int64       // its leaf
	Inclusion   []tlog.Hash // proof under the new checkpoint
	Consistency []tlog.Hash // proof from the old to the new checkpoint
	Tiles       string      // folder of a published log
}

// tree is the checkpoint of a note that the key has signed.
func tree(key, signed string) (tlog.Tree, error) {
	verifier, err := note.NewVerifier(key)
	if err != nil {
		return tlog.Tree{}, err
	}
	opened, err := note.Open([]byte(signed), note.VerifierList(verifier))
	if err != nil {
		return tlog.Tree{}, err
	}
	// tlog names its own origin in the first line; the other two lines are the same.
	lines := strings.SplitN(opened.Text, "\n", 2)
	return tlog.ParseTree([]byte("go.sum database tree\n" + lines[1]))
}

// folder reads the tiles of a published log.
type folder string

func (root folder) Height() int { return 8 }

func (root folder) ReadTiles(tiles []tlog.Tile) ([][]byte, error) {
	data := make([][]byte, len(tiles))
	for i, tile := range tiles {
		path := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
		content, err := os.ReadFile(filepath.Join(string(root), path))
		if err != nil {
			return nil, err
		}
		data[i] = content
	}
	return data, nil
}

func (root folder) SaveTiles([]tlog.Tile, [][]byte) {}

func check(what string, err error) {
	if err != nil {
		log.Fatalf("%s: %v", what, err)
	}
	fmt.Println(what)
}

func main() {
	log.SetFlags(0)
	var given evidence
	if err := json.NewDecoder(os.Stdin).Decode(&given); err != nil {
		log.Fatal(err)
	}
	older, err := tree(given.Key, given.Old)
	check("old", err)
	newer, err := tree(given.Key, given.New)
	check("new", err)
	leaf := tlog.RecordHash(given.Entry)
	check("inclusion", tlog.CheckRecord(given.Inclusion, newer.N, newer.Hash, given.Index, leaf))
	check("consistency", tlog.CheckTree(given.Consistency, newer.N, newer.Hash, older.N, older.Hash))

	reader := tlog.TileHashReader(newer, folder(given.Tiles))
	record, err := tlog.ProveRecord(newer.N, given.Index, reader)
	check("tiles", err)
	check("same-inclusion", same(record, given.Inclusion))
	growth, err := tlog.ProveTree(newer.N, older.N, reader)
	check("growth", err)
	check("same-consistency", same(growth, given.Consistency))
}

func same(theirs, ours []tlog.Hash) error {
	if fmt.Sprint(theirs) != fmt.Sprint(ours) {
		return fmt.Errorf("they prove it by %v, we by %v", theirs, ours)
	}
	return nil
}

// Checks a log's tree, proofs, signature and tiles with Go's own packages, which know nothing of ours.
//
// GO111MODULE=off GOPATH=/usr/share/gocode go run check_tree.go FILE FOLDER, with Debian's golang-go and
// golang-golang-x-mod-dev. FOLDER has the log's tiles. Exit code 0 when everything is as the file says
// that it should be.
package main

import (
	"encoding/json"
	"fmt"
	"os"
	"path/filepath"
	"strings"

	"golang.org/x/mod/sumdb/note"
	"golang.org/x/mod/sumdb/tlog"
)

type inclusion struct {
	Index, Size int64
	Root        string
	Proof       []string
	Good        bool
}

type consistency struct {
	First, Second    int64
	OldRoot, NewRoot string
	Proof            []string
	Good             bool
}

type input struct {
	Vkey, Note  string
	Entries     [][]byte
	Inclusion   []inclusion
	Consistency []consistency
}

func hashes(texts []string) (found []tlog.Hash, err error) {
	for _, text := range texts {
		hash, err := tlog.ParseHash(text)
		if err != nil {
			return nil, err
		}
		found = append(found, hash)
	}
	return found, nil
}

func fail(format string, arguments ...any) {
	fmt.Fprintf(os.Stderr, format+"\n", arguments...)
	os.Exit(1)
}

// tiles reads a folder for sumdb/tlog, which keeps the tiles' height in their names and asks for no
// entries.
type tiles string

func (folder tiles) read(tile tlog.Tile) ([]byte, error) {
	name := strings.Replace(tile.Path(), "tile/8/", "tile/", 1)
	return os.ReadFile(filepath.Join(string(folder), strings.Replace(name, "/data/", "/entries/", 1)))
}

func (folder tiles) Height() int { return 8 }

func (folder tiles) ReadTiles(wanted []tlog.Tile) (data [][]byte, err error) {
	for _, tile := range wanted {
		bytes, err := folder.read(tile)
		if err != nil {
			return nil, err
		}
		data = append(data, bytes)
	}
	return data, nil
}

func (folder tiles) SaveTiles([]tlog.Tile, [][]byte) {}

// check proves every entry of the folder by its tiles alone, and compares them with the log's.
func (folder tiles) check(entries [][]byte, root tlog.Hash) error {
	size := int64(len(entries))
	reader := tlog.TileHashReader(tlog.Tree{N: size, Hash: root}, folder)
	for first := int64(0); first < size; first += 256 {
		width := size - first
		if width > 256 {
			width = 256
		}
		bundle, err := folder.read(tlog.Tile{H: 8, L: -1, N: first / 256, W: int(width)})
		if err != nil {
			return err
		}
		for index := first; index < first+width; index++ {
			length := int(bundle[0])<<8 | int(bundle[1])
			entry := bundle[2 : 2+length]
			bundle = bundle[2+length:]
			if string(entry) != string(entries[index]) {
				return fmt.Errorf("entry %d of the tiles is another", index)
			}
			proof, err := tlog.ProveRecord(size, index, reader)
			if err != nil {
				return err
			}
			if err := tlog.CheckRecord(proof, size, root, index, tlog.RecordHash(entry)); err != nil {
				return err
			}
		}
	}
	return nil
}

func main() {
	bytes, err := os.ReadFile(os.Args[1])
	if err != nil {
		fail("%v", err)
	}
	var all input
	if err := json.Unmarshal(bytes, &all); err != nil {
		fail("%v", err)
	}
	// The root over the entries as Go computes it is the one that was signed.
	var stored []tlog.Hash
	reader := tlog.HashReaderFunc(func(indexes []int64) (found []tlog.Hash, err error) {
		for _, index := range indexes {
			found = append(found, stored[index])
		}
		return found, nil
	})
	for index, entry := range all.Entries {
		more, err := tlog.StoredHashes(int64(index), entry, reader)
		if err != nil {
			fail("%v", err)
		}
		stored = append(stored, more...)
	}
	root, err := tlog.TreeHash(int64(len(all.Entries)), reader)
	if err != nil {
		fail("%v", err)
	}
	verifier, err := note.NewVerifier(all.Vkey)
	if err != nil {
		fail("the key: %v", err)
	}
	opened, err := note.Open([]byte(all.Note), note.VerifierList(verifier))
	if err != nil {
		fail("the note: %v", err)
	}
	var origin, text string
	var size int64
	if _, err := fmt.Sscanf(opened.Text, "%s\n%d\n%s\n", &origin, &size, &text); err != nil {
		fail("the checkpoint: %v", err)
	}
	if size != int64(len(all.Entries)) || text != root.String() {
		fail("the checkpoint says %d %s, and Go computes %d %s", size, text, len(all.Entries), root)
	}
	offered, err := os.ReadFile(filepath.Join(os.Args[2], "checkpoint"))
	if err != nil || string(offered) != all.Note {
		fail("the checkpoint of the tiles: %v", err)
	}
	if err := tiles(os.Args[2]).check(all.Entries, root); err != nil {
		fail("the tiles: %v", err)
	}
	accepted, rejected := 0, 0
	count := func(good, wanted bool, what string, number int) {
		if good != wanted {
			fail("%s proof %d: %v where %v was to be", what, number, good, wanted)
		}
		if good {
			accepted++
		} else {
			rejected++
		}
	}
	for number, one := range all.Inclusion {
		root, err := tlog.ParseHash(one.Root)
		proof, err2 := hashes(one.Proof)
		leaf := tlog.RecordHash(all.Entries[one.Index])
		good := err == nil && err2 == nil && tlog.CheckRecord(proof, one.Size, root, one.Index, leaf) == nil
		count(good, one.Good, "inclusion", number)
	}
	for number, one := range all.Consistency {
		old, err := tlog.ParseHash(one.OldRoot)
		root, err2 := tlog.ParseHash(one.NewRoot)
		proof, err3 := hashes(one.Proof)
		good := err == nil && err2 == nil && err3 == nil && tlog.CheckTree(proof, one.Second, root, one.First, old) == nil
		count(good, one.Good, "consistency", number)
	}
	fmt.Printf("accepted %d, rejected %d\n", accepted, rejected)
}

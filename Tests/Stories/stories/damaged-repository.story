A repository that would never be read to the end: 2^30 files from 33 objects.

  $ cp $FIXTURES/here.json sampan.json && git add -A && git commit -qm 'Start'
  $ object=$(git hash-object -w --stdin < /dev/null); entry="100644 blob $object"
  > for level in $(seq 30); do
  >   object=$(printf '%s\ta\n%s\tb\n' "$entry" "$entry" | git mktree); entry="040000 tree $object"
  > done
  > start=$(git rev-parse HEAD)
  > tree=$(printf '040000 tree %s\tbomb\n100644 blob %s\tsampan.json\n' $object $(git rev-parse HEAD:sampan.json) | git mktree)
  > git reset -q --soft $(git commit-tree -p HEAD -m 'Add a bomb' $tree)
  $ timeout 60 sampan plan here
  sampan: error: the commit has more than 300000 files and folders
  sampan: hint: inspect it: git ls-tree -r -t --name-only HEAD | head
  sampan: hint: git fsck --full
  [65]
  $ git reset -q --soft $start

Named pipes, which never open: one beside the commit is skipped, one in the repository is refused.

  $ mkfifo .gitattributes && touch -d 2020-01-01 sampan.json
  $ timeout 60 sampan plan here > ../plan 2>&1 && rm .gitattributes
  $ mkfifo .git/packed-refs && timeout 60 sampan plan here 2>&1 | sed "s#$PWD#.#g"
  sampan: error: "./.git/packed-refs" is not a regular file
  sampan: hint: rm './.git/packed-refs'
  sampan: hint: clone again
  $ rm .git/packed-refs

A truncated loose object.

  $ object=$(git rev-parse HEAD:sampan.json); file=.git/objects/$(echo $object | cut -c1-2)/$(echo $object | cut -c3-)
  $ head -c 20 $file > ../part && cp -f ../part $file
  $ timeout 60 sampan package here -o ../x.zip 2>&1 | sed "s/$object/OBJECT/g"
  sampan: error: cannot read object OBJECT: loose object OBJECT is damaged: it cannot be decompressed
  sampan: hint: git fsck --full
  sampan: hint: clone again

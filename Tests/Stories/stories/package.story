The package holds what the commit holds, and the last line is its SHA-256.

  $ cp $FIXTURES/here.json sampan.json
  [-1]
  $ mkdir -p src docs && echo 'int main;' > src/main.c && printf '#!/bin/sh\n' > run.sh && chmod +x run.sh
  [-1]
  $ echo 'docs/ export-ignore' > .gitattributes && echo draft > docs/draft.md
  [-1]
  $ git add -A && git commit -qm 'Add sources'
  [-1]
  $ sampan package here -o ../here.zip --list
  [-1]
  $ sha256sum ../here.zip
  [-1]
  $ unzip -tq ../here.zip
  [-1]

An uncommitted change is not in it, and that is said. The bytes are the same.

  $ echo changed > src/main.c
  [-1]
  $ umask 077; TZ=Asia/Tokyo sampan package here -o ../again.zip 2>&1 | head -1
  [-1]
  $ cmp ../here.zip ../again.zip
  [-1]

An existing file is replaced whole; a directory that is not there is named.

  $ sampan package here -o ../gone/here.zip
  [-1]

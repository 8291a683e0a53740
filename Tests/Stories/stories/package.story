The package has the files of the commit, and the last line is its SHA-256.

  $ cp $FIXTURES/here.json sampan.json
  $ mkdir -p src docs && echo 'int main;' > src/main.c && printf '#!/bin/sh\n' > run.sh && chmod +x run.sh
  $ echo 'docs/ export-ignore' > .gitattributes && echo draft > docs/draft.md
  $ git add -A && git commit -qm 'Add sources'
  $ sampan package here -o ../here.zip --list
  100644  20 .gitattributes
  100755  10 run.sh
  100644 131 sampan.json
  100644  10 src/main.c
  $SHA256  ../here.zip
  $ sha256sum ../here.zip
  $SHA256  ../here.zip
  $ unzip -tq ../here.zip
  No errors detected in compressed data of ../here.zip.

An uncommitted change is not packaged, and a notice is printed. The bytes are the same.

  $ echo changed > src/main.c
  $ umask 077; TZ=Asia/Tokyo sampan package here -o ../again.zip 2>&1 | head -1
  sampan.json:3:93: notice: the work tree has uncommitted changes; what is packaged is the commit
  $ cmp ../here.zip ../again.zip

An existing file is replaced; a missing directory is an error.

  $ sampan package here -o ../gone/here.zip
  sampan: error: the folder of "../gone/here.zip" does not exist
  sampan: hint: mkdir -p $HOME/work/../gone
  [64]

Contents that one package compressed are used by the next, and the bytes are the same.

  $ cp $FIXTURES/here.json sampan.json
  $ mkdir src && for i in 1 2 3; do seq 1000 > src/$i; echo $i >> src/$i; done && git add -A && git commit -qm Sources
  $ sampan package here -o ../first.zip >/dev/null && ls .git/sampan/blobs | wc -l
  1
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip
  $ git status --porcelain
  $ stat -c %a .git/sampan .git/sampan/blobs
  700
  700

A damaged cache is detected and made again.

  $ for f in .git/sampan/blobs/*; do printf broken | dd of=$f bs=1 seek=20 conv=notrunc status=none; done
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip
  $ for f in .git/sampan/blobs/*; do truncate -s -10 $f; done
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip

If the cache cannot be written, there is none.

  $ rm -rf .git/sampan && touch .git/sampan
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip
  $ rm .git/sampan

A directory that CI caches. Its contents may come from anywhere, so they are checked.

  $ export SAMPAN_CACHE_DIR=$HOME/kept && mkdir -m 777 $HOME/kept
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip
  $ ls $HOME/kept | wc -l
  1
  $ ls .git | grep -c sampan
  0
  [1]
  $ sampan package here -o ../again.zip >/dev/null && cmp ../first.zip ../again.zip

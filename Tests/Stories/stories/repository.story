A shallow clone cannot describe its commit: it says so, and names the fix for the CI at hand.

  $ sed 's/{$/{ "version": "{describe}",/;1!b' $FIXTURES/here.json | sed '2,$s/{ "version": "{describe}",/{/' > sampan.json
  [-1]
  $ git add -A && git commit -qm 'Start' && git tag v1.0.0 && git commit -q --allow-empty -m 'Go on'
  [-1]
  $ sampan plan | head -1
  [-1]
  $ git clone -q --depth 1 "file://$PWD" ../shallow
  [-1]
  $ sampan -C ../shallow plan
  [-1]
  $ GITHUB_ACTIONS=true sampan -C ../shallow plan
  [-1]

A pointer to a large file is not the file.

  $ printf 'version https://git-lfs.github.com/spec/v1\noid sha256:5891b5b522d5df086d0ff0b110fbd9d21bb4fc7163af34d08286a2e846f6be03\nsize 6\n' > model.bin
  [-1]
  $ git add -A && git commit -qm 'Add the model'
  [-1]
  $ sampan package here -o ../x.zip
  [-1]

Nor is a package sent that is larger than it may be.

  $ git rm -q model.bin && sed -i 's/"package": {}/"package": { "maxBytes": 100 }/' sampan.json
  [-1]
  $ git add -A && git commit -qm 'Keep it small'
  [-1]
  $ sampan deploy
  [-1]

No commit yet.

  $ git init -q ../empty && cp sampan.json ../empty
  [-1]
  $ sampan -C ../empty plan
  [-1]

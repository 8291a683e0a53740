cloud: calm

The files of the other CI systems, each run in its system's own environment: a push to main, then a tag.

  $ cat > $HOME/try << 'END'
  > git rm -rfq . && rm -rf .[a-z]*yml .workflow .yunxiao
  > sampan init -q --ci $1 && sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  > printf 'FROM scratch\n' > Dockerfile && date +%N >> Dockerfile && git add -A && git commit -qm "Move to $1" && git tag -f v1.2.3 > /dev/null
  > for ref in refs/heads/main refs/tags/v1.2.3; do
  >   "$JUDGES/python3" -B "$FIXTURES/ci/other.py" $1 $2 $ref 2>&1 | sed -E 's/20231114-[0-9a-f]{8}/$VERSION/'
  > done
  > END
  $ git commit -q --allow-empty -m 'Start'

  $ sh $HOME/try cnb .cnb.yml
  $ sh $HOME/try woodpecker .woodpecker.yml
  $ sh $HOME/try azure azure-pipelines.yml
  $ sh $HOME/try jenkins Jenkinsfile
  $ sh $HOME/try coding Jenkinsfile
  $ sh $HOME/try gitee .workflow/deploy.yml
  $ sh $HOME/try yunxiao .yunxiao/deploy.yml

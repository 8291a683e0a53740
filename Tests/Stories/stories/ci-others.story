cloud: calm

The files of the other CI systems, each run in its system's own environment: a push to main, then a tag.

  $ cat > $HOME/try << 'END'
  > [ ! -e Dockerfile ] || git rm -rfq .
  > sampan init -q --ci $1 && sed -i 's/"package"/"wait": { "interval": "1s" }, &/' sampan.json
  > printf 'FROM scratch\n' > Dockerfile && date +%N >> Dockerfile && git add -A && git commit -qm "Move to $1" && git tag -f v1.2.3 > /dev/null
  > for ref in refs/heads/main refs/tags/v1.2.3; do
  >   "$JUDGES/python3" -B "$FIXTURES/ci/other.py" $1 $2 $ref 2>&1 | sed -E 's/20231114-[0-9a-f]{8}/$VERSION/'
  > done
  > END
  $ git commit -q --allow-empty -m 'Start'

  $ sh $HOME/try cnb .cnb.yml
  wrote sampan.json
  wrote .cnb.yml
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  SAMPAN_STATUS deployed
  SAMPAN_VERSION $VERSION
  SAMPAN_URL $CLOUD/sites/staging-1a2b3c/api
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  SAMPAN_STATUS deployed
  SAMPAN_VERSION v1.2.3
  SAMPAN_URL $CLOUD/sites/prod-4d5e6f/api
  $ sh $HOME/try woodpecker .woodpecker.yml
  wrote sampan.json
  wrote .woodpecker.yml
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  $ sh $HOME/try azure azure-pipelines.yml
  wrote sampan.json
  wrote azure-pipelines.yml
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  sampan.sampan_status deployed
  sampan.sampan_url $CLOUD/sites/staging-1a2b3c/api
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  sampan.sampan_status deployed
  sampan.sampan_url $CLOUD/sites/prod-4d5e6f/api
  $ sh $HOME/try jenkins Jenkinsfile
  wrote sampan.json
  wrote Jenkinsfile
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  $ sh $HOME/try coding Jenkinsfile
  wrote sampan.json
  wrote Jenkinsfile
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  $ sh $HOME/try gitee .workflow/deploy.yml
  wrote sampan.json
  wrote .workflow/deploy.yml
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  SAMPAN_STATUS deployed
  SAMPAN_URL $CLOUD/sites/staging-1a2b3c/api
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)
  SAMPAN_STATUS deployed
  SAMPAN_URL $CLOUD/sites/prod-4d5e6f/api
  $ sh $HOME/try yunxiao .yunxiao/deploy.yml
  wrote sampan.json
  wrote .yunxiao/deploy.yml
  | staging deployed $VERSION $CLOUD/sites/staging-1a2b3c/api (# s)
  | production deployed v1.2.3 $CLOUD/sites/prod-4d5e6f/api (# s)

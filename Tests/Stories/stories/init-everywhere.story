What init writes has no findings, for every provider and every CI system, and the file of the CI system is valid by its
published schema.

  $ valid() { "$JUDGES/check-jsonschema" -q --regex-variant python --builtin-schema vendor.$1 "$2"; }
  $ cat > ../each << 'END'
  > set -eu
  > mkdir target && touch target/app.jar && echo target > .gitignore && printf 'FROM scratch\n' > Dockerfile
  > sampan init -q --provider "$1" --ci "$2" > /dev/null
  > git add -A && git commit -qm 'Start' && git tag v1
  > sampan check 2>&1 | sed 1q | grep -v '^sampan.json: 2 targets, no problems$' || true
  > case $1 in
  > tcbr|tem|tcbTask) own=TENCENTCLOUD_SECRET_KEY ;; esa) own=ALIBABA_CLOUD_ACCESS_KEY_SECRET ;; wechat) own=WECHAT_TOKEN_URL ;; local) own= ;;
  > esac
  > # A job on GitLab has the project's variables, whatever their names are.
  > if [ "$2" = gitlab ]; then own=; fi
  > named=$(git ls-files | grep -v '^sampan.json$' | xargs grep -iohE 'TENCENTCLOUD_SECRET_KEY|ALIBABA_CLOUD_ACCESS_KEY_SECRET|WECHAT_TOKEN_URL' | tr '[:lower:]' '[:upper:]' | sort -u)
  > [ "$named" = "$own" ] || echo "$1 on $2 names $named"
  > END
  $ judge() {
  >   git init -q -b main ../$1-$2 && cd ../$1-$2 && sh ../each $1 $2 || return
  >   case $2 in
  >   github) valid github-workflows .github/workflows/deploy.yml ;;
  >   gitlab) valid gitlab-ci .gitlab-ci.yml ;;
  >   azure) valid azure-pipelines azure-pipelines.yml ;;
  >   woodpecker) valid woodpecker-ci .woodpecker.yml ;;
  >   cnb) "$JUDGES/python3" -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' .cnb.yml ;;
  >   gitee) "$JUDGES/python3" -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' .workflow/deploy.yml ;;
  >   yunxiao) "$JUDGES/python3" -c 'import sys, yaml; yaml.safe_load(open(sys.argv[1]))' .yunxiao/deploy.yml ;;
  >   esac || echo "$1 on $2 is not valid"
  > }
  $ count=0; for provider in tcbr tem wechat esa tcbTask local; do for ci in github gitlab cnb coding gitee yunxiao azure jenkins woodpecker; do judge $provider $ci && count=$((count + 1)); done; done; echo $count
  54

Every provider's recipe in the help is a config without findings.

  $ git init -q -b main ../recipes && cd ../recipes && echo 'FROM scratch' > Dockerfile && git add -A && git commit -qm 'Start' && mkdir target && touch target/app.jar
  $ for provider in tcbr tem wechat esa tcbTask local; do sampan help $provider | sed -n '/^  {$/,/^  }$/p' > sampan.json; sampan check 2>&1 | head -1; done
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems

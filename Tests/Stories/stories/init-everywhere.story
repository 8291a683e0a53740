What init writes has no findings, for every provider and every CI system, and the file of the CI system is valid by its
published schema. A job with what the file sets and what the steps tell to set has all that `doctor` asks for.

  $ cat > ../each << 'END'
  > set -eu
  > mkdir target && touch target/app.jar && echo target > .gitignore && printf 'FROM scratch\n' > Dockerfile
  > sampan init --provider "$1" --ci "$2" > ../steps 2> /dev/null
  > git add -A && git commit -qm 'Start' && git tag v1
  > sampan check 2>&1 | sed 1q | grep -v '^sampan.json: 2 targets, no problems$' || true
  > case $1 in
  > tcbr|tem|tcbTask) own=TENCENTCLOUD_SECRET_KEY ;; esa) own=ALIBABA_CLOUD_ACCESS_KEY_SECRET ;; wechat) own=$(printf 'TENCENTCLOUD_SECRET_KEY\nWECHAT_TOKEN_URL') ;; local) own= ;;
  > esac
  > # A job on GitLab has the project's variables, whatever their names are.
  > if [ "$2" = gitlab ]; then own=; fi
  > named=$(git ls-files | grep -v '^sampan.json$' | xargs grep -iohE 'TENCENTCLOUD_SECRET_KEY|ALIBABA_CLOUD_ACCESS_KEY_SECRET|WECHAT_TOKEN_URL' | tr '[:lower:]' '[:upper:]' | sort -u)
  > [ "$named" = "$own" ] || echo "$1 on $2 names $named"
  > job="$1 on $2"
  > set -- $(git ls-files | grep -v '^sampan.json$' | xargs grep -hvE '^ *(#|//)' | sed -nE 's/^ *(export )?(SAMPAN_REGISTRY_HOST)(=|: )([a-z.-]+)$/\2=\4/Ip' | sed 's/^[^=]*/\U&/')
  > for name in $(grep -vE '^ +(edit|or,) ' ../steps | grep -oiE '\b(TENCENTCLOUD_SECRET|ALIBABA_CLOUD|WECHAT|SAMPAN_REGISTRY)_[A-Z_]+' | tr '[:lower:]' '[:upper:]'); do
  >   set -- "$@" "$name=$([ "$name" = WECHAT_TOKEN_URL ] && echo https://)x.example"
  > done
  > env "$@" sampan doctor > ../doctor 2>&1 || echo "$job lacks: $(grep 'error:' ../doctor)"
  > case $* in *SAMPAN_REGISTRY_USER*) echo >> ../logins ;; esac
  > END
  $ count=0; for provider in tcbr tem wechat esa tcbTask local; do for ci in github gitlab cnb coding gitee yunxiao azure jenkins woodpecker; do
  >   git init -q -b main ../$provider-$ci && cd ../$provider-$ci && sh ../each $provider $ci && count=$((count + 1))
  > done; done; echo $count
  54
  $ wc -l < ../logins
  18
  $ cd .. && valid() { "$JUDGES/check-jsonschema" -q --regex-variant python --builtin-schema vendor.$1 $2 && echo $2 | wc -w; }
  $ valid github-workflows "$(ls *-github/.github/workflows/*)"; valid gitlab-ci "$(ls *-gitlab/.gitlab-ci.yml)"; valid azure-pipelines "$(ls *-azure/*.yml)"; valid woodpecker-ci "$(ls *-woodpecker/.woodpecker.yml)"
  6
  6
  6
  6
  $ "$JUDGES/python3" -c 'import sys, yaml; print(sum(len(list(yaml.safe_load_all(open(name)))) for name in sys.argv[1:]))' *-cnb/.cnb.yml *-gitee/.workflow/deploy.yml *-yunxiao/.yunxiao/deploy.yml
  18

Every provider's recipe in the help is a config without findings.

  $ git init -q -b main recipes && cd recipes && echo 'FROM scratch' > Dockerfile && git add -A && git commit -qm 'Start' && mkdir target && touch target/app.jar
  $ for provider in tcbr tem wechat esa tcbTask local; do sampan help $provider | sed -n '/^  {$/,/^  }$/p' > sampan.json; sampan check 2>&1 | head -1; done
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems
  sampan.json: 1 target, no problems

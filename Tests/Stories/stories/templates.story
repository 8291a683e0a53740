The files of ci-templates are valid by the schemas that the CI systems publish.

  $ valid() { "$JUDGES/check-jsonschema" -q --regex-variant python --builtin-schema vendor.$1 $2 && echo "$2 is valid"; }
  $ cd $TEMPLATES && valid github-workflows github/deploy.yml && valid github-workflows github/matrix.yml && valid github-actions github/action.yml
  github/deploy.yml is valid
  github/matrix.yml is valid
  github/action.yml is valid
  $ valid azure-pipelines azure/azure-pipelines.yml && valid woodpecker-ci woodpecker/woodpecker.yml
  azure/azure-pipelines.yml is valid
  woodpecker/woodpecker.yml is valid
  $ valid gitlab-ci gitlab/deploy.gitlab-ci.yml && valid gitlab-ci gitlab/fan-out.gitlab-ci.yml
  gitlab/deploy.gitlab-ci.yml is valid
  gitlab/fan-out.gitlab-ci.yml is valid
  $ for part in 1 2; do awk -v part=$part '/^---$/ { seen = 1; next } seen + 1 == part' gitlab/sampan.yml > $HOME/part-$part.yml; done
  $ valid gitlab-ci $HOME/part-1.yml && valid gitlab-ci $HOME/part-2.yml
  $HOME/part-1.yml is valid
  $HOME/part-2.yml is valid

An invalid file would be detected.

  $ sed 's/runs-on/runs-in/' github/deploy.yml > $HOME/wrong.yml && valid github-workflows $HOME/wrong.yml > /dev/null
  [1]

The config's schema is the one that the program prints, and accepts the config that init writes.

  $ sampan schema | cmp - sampan.schema.json
  $ "$JUDGES/check-jsonschema" --check-metaschema sampan.schema.json
  ok -- validation done
  $ "$JUDGES/check-jsonschema" --force-filetype json5 --schemafile sampan.schema.json sampan.json
  ok -- validation done

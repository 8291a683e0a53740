// Made by .ci/regenerate from ci-templates/gitlab/sampan.yml: do not edit.

extension Texts {
  static let gitlabJob = #"""
    # Deploy jobs for GitLab CI. Include this file once for each environment, as deploy.gitlab-ci.yml does. If its
    # URL cannot be reached, copy it into the project and include it with `local:`.
    #
    # Credentials are CI/CD variables of the project, masked and protected: TENCENTCLOUD_SECRET_ID and
    # TENCENTCLOUD_SECRET_KEY, or, without a stored key, SAMPAN_TENCENT_ROLE_ARN and
    # SAMPAN_TENCENT_OIDC_PROVIDER. Other clouds have variables of their own; `sampan doctor --credentials` prints what each
    # cloud's console has to contain.
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    spec:
      inputs:
        environment:
          description: The GitLab environment; deploys to the same environment wait for each other.
          default: production
        target:
          description: Targets of sampan.json, on one line or several; empty for those whose "when" matches the commit.
          default: ""
        pipelines:
          description: Which pipelines have the jobs; pipelines of merge and pull requests never have.
          default: any
          options: [default-branch, tag, any]
        stage:
          description: The stage of the jobs.
          default: deploy
        image:
          description: The image of the jobs; it needs Sampan or curl.
          default: buildpack-deps:bookworm-scm
        config:
          description: The config file, if it is not sampan.json at the root of the repository.
          default: ""
        audience-tencent:
          description: The audience of the job's id token for Tencent Cloud, as its identity provider lists it.
          default: sts.tencentcloudapi.com
        audience-alibaba:
          description: The audience of the job's id token for Alibaba Cloud, as its identity provider lists it.
          default: sts.aliyuncs.com
        version:
          description: The version of Sampan to install, if the image does not have it.
          default: "0.1.0"
    ---
    ".sampan $[[ inputs.environment ]]":
      stage: $[[ inputs.stage ]]
      image: "$[[ inputs.image ]]"
      variables:
        GIT_DEPTH: "0"
        SAMPAN_CONFIG: "$[[ inputs.config ]]"
        SAMPAN_TARGETS: "$[[ inputs.target ]]"
      id_tokens:
        SAMPAN_ID_TOKEN_TENCENT: { aud: "$[[ inputs.audience-tencent ]]" }
        SAMPAN_ID_TOKEN_ALIBABA: { aud: "$[[ inputs.audience-alibaba ]]" }
      before_script:
        - |
          if ! command -v sampan >/dev/null; then
            version="$[[ inputs.version ]]"
            curl -fsSL "https://raw.githubusercontent.com/OWNER/sampan/v$version/ci-templates/install.sh" |
              sh -s -- --version "$version" --to "$HOME/.local/bin"
            export PATH="$HOME/.local/bin:$PATH"
          fi
          set -f # names of targets are not patterns
          # shellcheck disable=SC2086 # one word for each name
          set -- $SAMPAN_TARGETS
          if [ -n "$SAMPAN_TARGETS" ] && [ $# = 0 ]; then
            echo 'the input "target" is not empty, but contains no name of a target' >&2
            exit 64
          fi

    "deploy $[[ inputs.environment ]]":
      extends: ".sampan $[[ inputs.environment ]]"
      rules:
        - if: $CI_MERGE_REQUEST_IID || $CI_EXTERNAL_PULL_REQUEST_IID
          when: never
        # A deploy freeze of the project.
        - if: $CI_DEPLOY_FREEZE
          when: never
        - if: $CI_COMMIT_TAG && "$[[ inputs.pipelines ]]" == "tag"
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && "$[[ inputs.pipelines ]]" == "default-branch"
        - if: '"$[[ inputs.pipelines ]]" == "any"'
      resource_group: sampan/$[[ inputs.environment ]]
      interruptible: false
      environment:
        name: $[[ inputs.environment ]]
        url: $SAMPAN_URL
        on_stop: "cancel $[[ inputs.environment ]]"
      script:
        - exec sampan deploy -- "$@"
      # The cloud is busy or unreachable, and nothing was changed. An account that owes money ends with 77: trying again does
      # not help.
      retry: { max: 2, exit_codes: [69, 75] }
      # A gray release waits for a person: sampan promote.
      allow_failure: { exit_codes: [4] }
      artifacts:
        when: always
        reports:
          dotenv: sampan.env
          codequality: sampan-codequality.json
          annotations: sampan-annotations.json

    # Stops a rollout in progress; the previous release keeps serving.
    "cancel $[[ inputs.environment ]]":
      extends: ".sampan $[[ inputs.environment ]]"
      rules:
        - if: $CI_MERGE_REQUEST_IID || $CI_EXTERNAL_PULL_REQUEST_IID
          when: never
        - if: $CI_COMMIT_TAG && "$[[ inputs.pipelines ]]" == "tag"
          when: manual
        - if: $CI_COMMIT_BRANCH == $CI_DEFAULT_BRANCH && "$[[ inputs.pipelines ]]" == "default-branch"
          when: manual
        - if: '"$[[ inputs.pipelines ]]" == "any"'
          when: manual
      allow_failure: true
      environment:
        name: $[[ inputs.environment ]]
        action: stop
      script:
        - |
          # Without names: the targets whose "when" matches the commit, as in the deploy.
          # shellcheck disable=SC2046 # one word for each name
          [ $# -gt 0 ] || set -- $(sampan plan --format github-matrix | sed 's/"target":"/\n/g' | sed -n '2,$s/".*//p')
          status=0
          for target; do sampan cancel -- "$target" || status=$?; done
          exit $status

    """#
}

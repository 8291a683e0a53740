// Made by .ci/regenerate from ci-templates/github/deploy.yml: do not edit.

extension Texts {
  static let github = #"""
    # Deploys with Sampan: the branch main to staging, a tag v… to production. "when" in sampan.json sets which
    # targets a commit is deployed to.
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    name: deploy

    on:
      push:
        branches: [main]
        tags: ["v*"]

    permissions:
      contents: read
      # Gives this job an id token, so that no key has to be stored.
      id-token: write

    jobs:
      deploy:
        runs-on: ubuntu-latest
        timeout-minutes: 60
        environment:
          name: ${{ github.ref_type == 'tag' && 'production' || 'staging' }}
          url: ${{ steps.deploy.outputs.url }}
        # One deploy at a time; a running one is not interrupted. Sampan refuses to replace a newer commit with an older one.
        concurrency:
          group: sampan-${{ github.ref_type == 'tag' && 'production' || 'staging' }}
          cancel-in-progress: false
        steps:
          - uses: actions/checkout@v6
            with:
              fetch-depth: 0
          - id: deploy
            uses: OWNER/sampan/ci-templates/github@v0.1.0
            env:
              # A role of the Tencent Cloud account that trusts this repository, and the name of the identity
              # provider there. Set both as variables of the repository; they are not secret.
              SAMPAN_TENCENT_ROLE_ARN: ${{ vars.SAMPAN_TENCENT_ROLE_ARN }}
              SAMPAN_TENCENT_OIDC_PROVIDER: ${{ vars.SAMPAN_TENCENT_OIDC_PROVIDER }}
              # To use a stored key instead, set these two secrets and remove "id-token: write" above.
              TENCENTCLOUD_SECRET_ID: ${{ secrets.TENCENTCLOUD_SECRET_ID }}
              TENCENTCLOUD_SECRET_KEY: ${{ secrets.TENCENTCLOUD_SECRET_KEY }}

    """#
}

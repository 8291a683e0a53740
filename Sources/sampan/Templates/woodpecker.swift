// Made by .ci/regenerate from ci-templates/woodpecker/woodpecker.yml: do not edit.

extension Texts {
  static let woodpecker = #"""
    # Deploys with Sampan on Woodpecker (on Drone the settings are the same). Sampan is a plugin: every flag is
    # a setting of the same name. "when" in sampan.json sets which targets a commit is deployed to.
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    when:
      - event: push
        branch: main
      - event: tag

    clone:
      - name: clone
        image: woodpeckerci/plugin-git
        settings: { partial: false, depth: 0, tags: true }

    steps:
      - name: deploy
        image: ghcr.io/OWNER/sampan:0.1.0
        settings:
          tencentcloud_secret_id: { from_secret: tencentcloud_secret_id }
          tencentcloud_secret_key: { from_secret: tencentcloud_secret_key }

    """#
}

// Made by .ci/regenerate from ci-templates/cnb/cnb.yml: do not edit.

extension Texts {
  static let cnb = #"""
    # Deploys with Sampan on CNB: the branch main to staging, a tag v… to production. Sampan is a plugin: every
    # flag is a setting of the same name. Credentials are in a file of a secret repository, which only its
    # members can read: https://docs.cnb.cool/zh/repo/secret.html
    # OWNER/sampan stands for the repository that Sampan is released from: replace it with its name.
    .sampan: &sampan
      image: docker.cnb.cool/OWNER/sampan:0.1.0
      settings: &settings
        tencentcloud_secret_id: $TENCENTCLOUD_SECRET_ID
        tencentcloud_secret_key: $TENCENTCLOUD_SECRET_KEY
      # Variables for the stages after this one.
      exports:
        status: SAMPAN_STATUS
        version: SAMPAN_VERSION
        url: SAMPAN_URL

    main:
      push:
        - name: staging
          imports: https://cnb.cool/YOUR-GROUP/secrets/-/blob/main/tencentcloud.yml
          # One deploy at a time; the next one waits.
          lock: { key: sampan-staging, wait: true, timeout: 3600 }
          stages:
            - name: deploy
              <<: *sampan
              settings: { <<: *settings, target: staging }

    v*:
      tag_push:
        - name: production
          imports: https://cnb.cool/YOUR-GROUP/secrets/-/blob/main/tencentcloud.yml
          lock: { key: sampan-production, wait: true, timeout: 3600 }
          stages:
            - name: deploy
              <<: *sampan
              settings: { <<: *settings, target: production }

    """#
}

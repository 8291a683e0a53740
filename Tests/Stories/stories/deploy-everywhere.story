cloud: calm
calls: RollingUpdateApplicationByVersion 1, rollupdatecloudbaserunserverversion 1, PublishEdgeContainerAppVersion 1

The same commit is deployed to every cloud, and status shows what is live.

  $ cp $FIXTURES/clouds.json sampan.json
  $ git add -A && git commit -qm 'Add the service'
  $ sampan deploy shop mini edge
  shop → tem en-a/app-a   1.2.3
    Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
    v1 is live without a stamp of sampan: cannot tell whether it is newer
    preflight v1 is live                                              # s
    package   127.0.0.1:1/acme/api:1.2.3                              # s
    publish   done                                                    # s
    update    operation revision-174zztj                              # s
    rollout   batch 1 finished
    rollout   1.2.3                                                   # s
    verify    receives all traffic                                    # s
  mini → wechat env-a/api   1.2.3
    WeChat token from WECHAT_COMPONENT_ACCESS_TOKEN
    api-003 is live without a stamp of sampan: cannot tell whether it is newer
    preflight api-003 is live                                         # s
    package   127.0.0.1:1/acme/api:1.2.3                              # s
    publish   done                                                    # s
    update    operation 1mz9GjJgyY53b1                                # s
    rollout   update api-003 running
    rollout   update api-003 finished
    rollout   api-003                                                 # s
    verify    receives all traffic                                    # s
  edge → esa app-a/prod   1.2.3
    Alibaba Cloud key … from ALIBABA_CLOUD_ACCESS_KEY_ID
    ver-879626371616512000 is live without a stamp of sampan: cannot tell whether it is newer
    preflight ver-879626371616512000 is live                          # s
    package   127.0.0.1:1/acme/api:1.2.3                              # s
    publish   done                                                    # s
    update    operation ver-900000000000000001                        # s
    rollout   publish running: 0 %
    rollout   publish finished: 100 %
    rollout   ver-900000000000000001                                  # s
    verify    receives all traffic                                    # s
  
  shop  deployed  1.2.3  # s
  mini  deployed  1.2.3  # s
  edge  deployed  1.2.3  # s
  $ sampan -q status
  shop → tem en-a/app-a
    live      1.2.3, 100 % of traffic
    HEAD      f3136aa320bf Add the service
              what is live has no stamp of sampan
  mini → wechat env-a/api
    live      api-003, 100 % of traffic, commit f3136aa320bf
              127.0.0.1:1/acme/api:1.2.3
              1.2.3 Add the service (f3136aa3 A) sampan:f3136aa320bf.0334a4dd56e3.3957c8
    HEAD      f3136aa320bf Add the service
              is live
  edge → esa app-a/prod
    live      ver-900000000000000001, 100 % of traffic, commit f3136aa320bf
              127.0.0.1:1/acme/api:1.2.3
              1.2.3 Add the service (f3136aa3 A) sampan:f3136aa320bf.0334a4dd56e3.9b9dc2
    HEAD      f3136aa320bf Add the service
              is live

cloud: calm

A one-click task that was started elsewhere is shown, and waited for.

  $ sampan status --external-id task-a
  sampan: Tencent Cloud key … from TENCENTCLOUD_SECRET_ID
  rollout   envStage finished
  rollout   storageStage running
  task-a  submitted  the task is still running (running); --wait follows it  # s
  $ sampan -q status --external-id task-a --wait
  task-a  deployed  api-001  # s
  $ sampan -q status --external-id task-b
  sampan: error: one-click task "task-b" does not exist: DescribeCloudBaseRunOneClickTaskExternal: task [task-b] not found
  sampan: code ResourceNotFound, request id $ID
  sampan: hint: check the external id, and that the key is of the account that runs the task
  task-b  failed  # s
  [78]
  $ sampan -q status --external-id task-a production
  sampan: error: unexpected argument "production" for status
  sampan: hint: see: sampan help status
  [64]

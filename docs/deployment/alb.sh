aws elbv2 modify-load-balancer-attributes --load-balancer-arn "$LOAD_BALANCER" \
  --attributes Key=idle_timeout.timeout_seconds,Value=60
aws elbv2 modify-target-group-attributes --target-group-arn "$TARGET_GROUP" \
  --attributes Key=deregistration_delay.timeout_seconds,Value=60
aws elbv2 modify-target-group --target-group-arn "$TARGET_GROUP" \
  --health-check-path /actuator/health/readiness --health-check-interval-seconds 5 \
  --health-check-timeout-seconds 2 --unhealthy-threshold-count 2 --healthy-threshold-count 2

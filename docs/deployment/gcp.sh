gcloud compute target-https-proxies update shop --global --http-keep-alive-timeout-sec=610
gcloud compute backend-services update shop --global --connection-draining-timeout=60
gcloud compute health-checks update http shop --global --request-path=/actuator/health/readiness \
  --check-interval=5s --timeout=2s --unhealthy-threshold=2 --healthy-threshold=1

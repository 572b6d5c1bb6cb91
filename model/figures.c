/* What recovery cost, as an observer sees it who knows when each host ended:
 * nothing here is known to a host, or changes what one does. */
#include "model/runtime_internal.h"

static void add_time(myc_time *total, myc_time *max, myc_time time)
{
    *total = myc_time_add(*total, time);
    *max = time > *max ? time : *max;
}

void myc_figures_sent(struct myc_runtime *runtime, struct myc_request *request)
{
    request->again = request->sent;
    request->sent = true;
    request->sent_at = myc_cluster_now(runtime->cluster);
}

void myc_figures_setback(struct myc_runtime *runtime, struct myc_request *request)
{
    struct myc_recovery_figures *figures = &runtime->figures;
    myc_time now = myc_cluster_now(runtime->cluster);
    myc_time ended = myc_cluster_ended(runtime->cluster, request->asked);
    myc_time since = request->sent_at;
    figures->setbacks++;
    if (!request->hurt)
        request->hurt_at = now;
    request->hurt = true;
    if (!request->sent)
        return; /* it was known before */
    if (ended != MYC_FOREVER && ended > since)
        since = ended;
    add_time(&figures->detect_ns_total, &figures->detect_ns_max, now - since);
}

void myc_figures_answered(struct myc_runtime *runtime, const struct myc_request *request)
{
    struct myc_recovery_figures *figures = &runtime->figures;
    if (!request->hurt)
        return;
    figures->recovered++;
    add_time(&figures->recover_ns_total, &figures->recover_ns_max,
             myc_cluster_now(runtime->cluster) - request->hurt_at);
}

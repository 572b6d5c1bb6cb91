#include "experiments/requests.h"

#include <stdlib.h>

#include "faults/text.h"

static int by_length(const void *a, const void *b)
{
    const myc_time *x = a, *y = b;
    return (*x > *y) - (*x < *y);
}

struct myc_requests myc_requests_count(const struct myc_sent *sent, size_t count, myc_time within,
                                       myc_is_right *is_right, void *state,
                                       struct myc_memory *memory)
{
    struct myc_requests requests = { .sent = count };
    myc_time *latencies = myc_memory_alloc(memory, count * sizeof *latencies);
    for (size_t i = 0; i < count; i++) {
        if (!sent[i].value) {
            requests.failed += sent[i].full != MYC_FOREVER;
            continue;
        }
        const myc_time latency = sent[i].full - sent[i].due;
        const bool right = is_right(state, sent[i].value, sent[i].type);
        requests.last = &sent[i];
        latencies[requests.answered++] = latency;
        requests.latency_total += latency;
        requests.wrong += !right;
        requests.late += latency > within;
        requests.good += right && latency <= within;
    }
    qsort(latencies, requests.answered, sizeof *latencies, by_length);
    requests.latencies = latencies;
    return requests;
}

myc_time myc_requests_percentile(const struct myc_requests *requests, uint32_t permille)
{
    const uint64_t rank = (requests->sent * permille + 999) / 1000;
    return rank && rank <= requests->answered ? requests->latencies[rank - 1] : MYC_FOREVER;
}

myc_time myc_requests_mean(const struct myc_requests *requests)
{
    if (!requests->answered)
        return MYC_FOREVER;
    return (myc_time)(requests->latency_total / requests->answered);
}

static void add_latency(struct myc_line *line, const char *name, myc_time latency)
{
    if (latency == MYC_FOREVER)
        myc_line_add(line, "\"%s\":null", name);
    else
        myc_line_add(line, "\"%s\":%llu", name, (unsigned long long)latency);
}

const char *myc_requests_json(const struct myc_requests *requests, struct myc_memory *memory)
{
    static const struct {
        const char *name;
        uint32_t permille;
    } percentiles[] = { { "p50", 500 }, { "p95", 950 }, { "p99", 990 }, { "max", 1000 } };
    struct myc_line line = { .memory = memory };
    myc_line_add(&line,
                 "{\"sent\":%llu,\"answered\":%llu,\"wrong\":%llu,\"late\":%llu,\"failed\":%llu,"
                 "\"good\":%llu,\"latency_ns\":{",
                 (unsigned long long)requests->sent, (unsigned long long)requests->answered,
                 (unsigned long long)requests->wrong, (unsigned long long)requests->late,
                 (unsigned long long)requests->failed, (unsigned long long)requests->good);
    add_latency(&line, "mean", myc_requests_mean(requests));
    for (size_t i = 0; i < sizeof percentiles / sizeof *percentiles; i++) {
        myc_line_add(&line, ",");
        add_latency(&line, percentiles[i].name,
                    myc_requests_percentile(requests, percentiles[i].permille));
    }
    myc_line_add(&line, "}}");
    return line.text;
}

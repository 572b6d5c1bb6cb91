/* A cold start: the code of spores is not at the host, and the first to need it fetches it. */
#include "faults/effect.h"
#include "sim/digest.h"
#include "sim/little_endian.h"

struct cold {
    struct myc_distribution fetch;
};

/* What a code's fetch draws depends on no other: its stream is named by the host and the code. */
static myc_time fetch(void *state, uint32_t host, const char *code)
{
    const struct myc_strike *strike = state;
    const struct cold *cold = strike->parameters;
    unsigned char name[4 + 8];
    unsigned char *at = myc_put_32(name, host);
    at = myc_put_64(at, myc_stream_entity(code));
    struct myc_stream stream;
    myc_stream_init(&stream, strike->stream.seed, myc_digest64(name, (size_t)(at - name)),
                    MYC_PURPOSE_STRIKE);
    return myc_distribution_draw(&cold->fetch, &stream);
}

static void start(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_code_absent(strike->cluster, strike->struck.hosts[i], fetch, strike,
                             strike->fault);
}

static void end(struct myc_strike *strike)
{
    for (uint32_t i = 0; i < strike->struck.host_count; i++)
        myc_port_code_present(strike->cluster, strike->struck.hosts[i], strike->fault);
}

static bool draws(const void *parameters)
{
    const struct cold *cold = parameters;
    return cold->fetch.kind && cold->fetch.kind != &myc_distribution_constant;
}

static const struct myc_parameter parameters[] = {
    { "fetch", MYC_UNIT_DISTRIBUTION, .initial = "200ms",
      .help = "how long fetching a code takes: a time, or a distribution that each draws from",
      .source = "100 to 500 ms serverless, 0.8 to 2.5 s a JVM",
      .offset = offsetof(struct cold, fetch) },
    { 0 }
};

const struct myc_effect myc_effect_cold = {
    .about = { .name = "cold",
               .help = "the host has no code: the first evaluation of each spore's code fetches it",
               .example = "cold: {target: m2, fetch: 200ms}",
               .parameters = parameters },
    .parameters_bytes = sizeof(struct cold),
    .strikes = MYC_SHAPE_HOSTS,
    .draws = draws,
    .start = start,
    .end = end,
};

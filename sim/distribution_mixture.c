/* A mixture of other distributions, each drawn from as often as its weight says.
 *
 * The usual way, to let one uniform pick a part and what is left of it draw from that part, is not
 * monotone. So the mixture's own cdf is inverted, which has no closed form, but can be counted: a
 * part gives each of the 2^52 uniforms of a stream a whole number of ns, in order. With
 *
 *     G(n) = the sum over the parts of weight x how many of its 2^52 draws are <= n
 *     x(u) = the least n whose G(n) is a share >= u of all
 *
 * everything is an integer, and exact whatever the machine. Both n and the counts are found by
 * halving; a count is only narrowed until it is certain on which side G(n) lies, and its bounds are
 * kept for the next n. So a draw costs a few hundred draws of the parts. */
#include <string.h>

#include "sim/distribution.h"
#include "sim/wide.h"

#define PARTS_MAX 16u
#define UNIFORMS (UINT64_C(1) << 52) /* the values of myc_stream_uniform, in order */
#define WEIGHTS_MAX (UINT64_C(1) << 62)

struct part {
    struct myc_distribution distribution;
    uint64_t weight;
};

struct mixture {
    size_t count;
    uint64_t weights; /* of all parts */
    struct part parts[PARTS_MAX];
};

/* Between which bounds a part's count of draws <= n lies. */
struct counts {
    uint64_t least[PARTS_MAX], most[PARTS_MAX];
};

static double uniform(uint64_t index)
{
    return (double)(2 * index + 1) * 0x1p-53;
}

static myc_wide sum(const struct mixture *mixture, const uint64_t *counts)
{
    myc_wide sum = 0;
    for (size_t i = 0; i < mixture->count; i++)
        sum += (myc_wide)counts[i] * mixture->parts[i].weight;
    return sum;
}

/* The part whose count matters most while it is unknown. */
static size_t least_known(const struct mixture *mixture, const struct counts *counts)
{
    size_t widest = 0;
    myc_wide width = 0;
    for (size_t i = 0; i < mixture->count; i++) {
        myc_wide of = (myc_wide)(counts->most[i] - counts->least[i]) * mixture->parts[i].weight;
        if (of > width) {
            width = of;
            widest = i;
        }
    }
    return widest;
}

/* Whether G(n) >= wanted; narrows the counts at `n` on the way. */
static bool reaches(const struct mixture *mixture, myc_time n, myc_wide wanted,
                    struct counts *counts)
{
    while (sum(mixture, counts->least) < wanted) {
        if (sum(mixture, counts->most) < wanted)
            return false;
        size_t i = least_known(mixture, counts);
        uint64_t middle = counts->least[i] + (counts->most[i] - counts->least[i]) / 2;
        if (myc_distribution_is_within(&mixture->parts[i].distribution, uniform(middle), n))
            counts->least[i] = middle + 1;
        else
            counts->most[i] = middle;
    }
    return true;
}

static myc_time rounded(const struct myc_distribution *distribution, double u)
{
    const struct mixture *mixture = distribution->parameter[0].table;
    uint64_t index = (uint64_t)(u * 0x1p53) / 2;
    myc_wide twice = (myc_wide)mixture->weights * (2 * index + 1); /* u of all, times two */
    myc_wide wanted = twice / 2 + twice % 2;
    struct counts known = { 0 };
    myc_time below = MYC_TIME_MAX, at = 0; /* no part reaches u before, and all do at */
    for (size_t i = 0; i < mixture->count; i++) {
        myc_time quantile = myc_distribution_at(&mixture->parts[i].distribution, u);
        below = quantile < below ? quantile : below;
        at = quantile > at ? quantile : at;
        known.most[i] = UNIFORMS;
    }
    while (below < at) {
        myc_time middle = below + (at - below) / 2;
        struct counts counts = known;
        if (reaches(mixture, middle, wanted, &counts)) {
            at = middle;
            memcpy(known.most, counts.most, sizeof known.most);
        } else {
            below = middle + 1;
            memcpy(known.least, counts.least, sizeof known.least);
        }
    }
    return at;
}

/* --- reading --- */

static uint64_t common_divisor(uint64_t a, uint64_t b)
{
    while (b != 0) {
        uint64_t rest = a % b;
        a = b;
        b = rest;
    }
    return a;
}

/* Whole numbers in the same proportion; false: they are too large. */
static bool make_whole(const struct myc_ratio *weights, struct mixture *mixture)
{
    uint64_t multiple = 1;
    for (size_t i = 0; i < mixture->count; i++) {
        uint64_t denominator = weights[i].denominator;
        uint64_t factor = denominator / common_divisor(multiple, denominator);
        if (__builtin_mul_overflow(multiple, factor, &multiple))
            return false;
    }
    for (size_t i = 0; i < mixture->count; i++) {
        uint64_t times = multiple / weights[i].denominator;
        uint64_t *weight = &mixture->parts[i].weight;
        if (__builtin_mul_overflow(weights[i].numerator, times, weight) ||
            __builtin_add_overflow(mixture->weights, *weight, &mixture->weights) ||
            mixture->weights > WEIGHTS_MAX)
            return false;
    }
    return true;
}

static enum myc_status read_part(const struct myc_setting *setting, struct mixture *mixture,
                                 struct myc_ratio *weight, struct myc_memory *memory,
                                 struct myc_error *error)
{
    struct part *part = &mixture->parts[mixture->count++];
    MYC_TRY(myc_distribution_read_part(setting, &part->distribution, weight, memory, error));
    if (part->distribution.kind == &myc_distribution_mixture)
        return myc_setting_refuse(setting, error,
                                  "a mixture within a mixture: write its parts here, with their "
                                  "weights multiplied");
    return MYC_OK;
}

static enum myc_status complete(struct myc_distribution *distribution,
                                const struct myc_setting *setting, struct myc_memory *memory,
                                struct myc_error *error)
{
    const struct myc_setting *of = distribution->parameter[0].setting;
    if (!of || of->kind != MYC_SETTING_LIST || of->count == 0 || of->count > PARTS_MAX)
        return myc_setting_refuse(of ? of : setting, error,
                                  "the mixture distribution needs 'of', a list of 1 to %u "
                                  "distributions, for example %s",
                                  PARTS_MAX, myc_distribution_mixture.about.example);
    struct mixture *mixture = myc_memory_alloc(memory, sizeof *mixture);
    struct myc_ratio weights[PARTS_MAX];
    for (const struct myc_setting *part = of->first; part; part = part->next)
        MYC_TRY(read_part(part, mixture, &weights[mixture->count], memory, error));
    if (!make_whole(weights, mixture))
        return myc_setting_refuse(of, error, "the weights have too many digits together");
    distribution->parameter[0].table = mixture;
    return MYC_OK;
}

static const char *text(const struct myc_distribution *distribution,
                        const struct myc_setting *setting, struct myc_memory *memory)
{
    const struct mixture *mixture = distribution->parameter[0].table;
    const struct myc_setting *part = myc_setting_find(setting, "of")->first;
    const char *text = "";
    for (size_t i = 0; i < mixture->count; i++, part = part->next)
        text = myc_memory_format(
            memory, "%s%s%s", text, i ? ", " : "",
            myc_distribution_text(&mixture->parts[i].distribution, part, memory));
    return myc_memory_format(memory, "of: [%s]", text);
}

static const struct myc_parameter parameters[] = {
    { "of", MYC_UNIT_SETTING,
      .help = "the parts: distributions, each with a `weight`, a ratio beside the others', or 1",
      .source = "a fast and a slow way: FoundationDB's network, the replicas of Bailis et al.",
      .offset = offsetof(struct myc_distribution, parameter[0]) },
    { 0 },
};

const struct myc_distribution_kind myc_distribution_mixture = {
    .about = { .name = "mixture",
               .help = "now from one distribution, now from another",
               .example = "{kind: mixture, of: [{kind: lognormal, median: 300us, sigma: 0.4, "
                          "weight: 80%}, {kind: uniform, min: 1ms, max: 2ms, weight: 20%}]}",
               .parameters = parameters },
    .complete = complete,
    .text = text,
    .rounded = rounded,
};

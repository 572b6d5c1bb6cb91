/* The registers: what the *_list.h name, as arrays. */
#include "faults/effect.h"
#include "faults/generator.h"
#include "faults/preset.h"
#include "faults/repetition.h"

const struct myc_effect *const myc_effects[] = {
#define X(name) &myc_effect_##name,
#include "faults/effect_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_effect_kinds[] = {
#define X(name) &myc_effect_##name.about,
#include "faults/effect_list.h"
#undef X
    NULL,
};

const struct myc_trigger_kind *const myc_triggers[] = {
#define X(name) &myc_trigger_##name,
#include "faults/trigger_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_trigger_kinds[] = {
#define X(name) &myc_trigger_##name.about,
#include "faults/trigger_list.h"
#undef X
    NULL,
};

const struct myc_target_kind *const myc_targets[] = {
#define X(name) &myc_target_##name,
#include "faults/target_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_target_kinds[] = {
#define X(name) &myc_target_##name.about,
#include "faults/target_list.h"
#undef X
    NULL,
};

const struct myc_duration_kind *const myc_durations[] = {
#define X(name) &myc_duration_##name,
#include "faults/duration_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_duration_kinds[] = {
#define X(name) &myc_duration_##name.about,
#include "faults/duration_list.h"
#undef X
    NULL,
};

const struct myc_repetition_kind *const myc_repetitions[] = {
#define X(name) &myc_repetition_##name,
#include "faults/repetition_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_repetition_kinds[] = {
#define X(name) &myc_repetition_##name.about,
#include "faults/repetition_list.h"
#undef X
    NULL,
};

const struct myc_generator *const myc_generators[] = {
#define X(name) &myc_generator_##name,
#include "faults/generator_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_generator_kinds[] = {
#define X(name) &myc_generator_##name.about,
#include "faults/generator_list.h"
#undef X
    NULL,
};

const struct myc_generator *const myc_presets[] = {
#define X(name) &myc_preset_##name,
#include "faults/preset_list.h"
#undef X
    NULL,
};
const struct myc_kind *const myc_preset_kinds[] = {
#define X(name) &myc_preset_##name.about,
#include "faults/preset_list.h"
#undef X
    NULL,
};

/* mycel list: what a scenario may name. The tables that check a scenario are
 * the ones that are shown, so that the two cannot differ. */
#include <assert.h>
#include <jansson.h>
#include <string.h>

#include "experiments/catalogue.h"
#include "experiments/command.h"
#include "experiments/example.h"
#include "experiments/shape.h"
#include "experiments/yaml.h"

#define WIDTH 80
#define INDENT 21 /* of what is said of a parameter */

struct request {
    const char *wanted; /* a family or a name; NULL: everything */
    bool json;
};

static const struct argp_option options[] = {
    { "json", 'j', NULL, 0, "Print one JSON array", 0 },
    { 0 },
};

static error_t parse(int key, char *argument, struct argp_state *state)
{
    struct request *request = state->input;
    switch (key) {
    case 'j':
        request->json = true;
        return 0;
    case ARGP_KEY_ARG:
        if (request->wanted)
            argp_error(state, "one FAMILY or NAME at a time, not '%s' too", argument);
        request->wanted = argument;
        return 0;
    default:
        return ARGP_ERR_UNKNOWN;
    }
}

static const struct argp argp = {
    .options = options,
    .parser = parse,
    .args_doc = "[FAMILY|NAME]",
    .doc = "Lists what a scenario may name: effects, triggers, targets, workloads, ... with their "
           "parameters.\v"
           "Examples:\n"
           "  mycel list\n"
           "  mycel list effect\n"
           "  mycel list crash",
};

/* --- what is wanted --- */

static bool wants(const struct request *request, const struct myc_family *family,
                  const struct myc_kind *kind)
{
    return !request->wanted || strcmp(request->wanted, family->name) == 0 ||
           strcmp(request->wanted, kind->name) == 0;
}

typedef void visitor(const struct myc_family *family, const struct myc_kind *kind, void *state);

static size_t visit(const struct request *request, struct myc_memory *memory, visitor *each,
                    void *state)
{
    size_t count = 0;
    const struct myc_kind *kind;
    for (const struct myc_family *family = myc_families; family->name; family++)
        for (size_t i = 0; (kind = family->at(i, memory)); i++)
            if (wants(request, family, kind)) {
                each(family, kind, state);
                count++;
            }
    return count;
}

struct names {
    struct myc_memory *memory;
    const char **names;
    size_t count, room;
};

static void collect(struct names *names, const char *name)
{
    names->names = myc_memory_grow(names->memory, names->names, &names->room, names->count + 1,
                                   sizeof *names->names);
    names->names[names->count++] = name;
}

static void collect_name(const struct myc_family *family, const struct myc_kind *kind, void *state)
{
    (void)family;
    collect(state, kind->name);
}

static int refuse(const char *wanted, struct myc_memory *memory)
{
    static const struct request all;
    struct names names = { .memory = memory };
    for (const struct myc_family *family = myc_families; family->name; family++)
        collect(&names, family->name);
    visit(&all, memory, collect_name, &names);
    collect(&names, NULL);
    return myc_command_misused("mycel list", "there is no family and no kind '%s'%s", wanted,
                               myc_did_you_mean(memory, wanted, names.names));
}

/* --- JSON --- */

static json_t *text_or_null(const char *text)
{
    return text ? json_string(text) : json_null();
}

static json_t *json_parameters(const struct myc_parameter *parameters)
{
    json_t *array = json_array();
    for (; parameters && parameters->name; parameters++) {
        json_t *object = json_object();
        json_object_set_new(object, "name", json_string(parameters->name));
        json_object_set_new(object, "unit", json_string(myc_parameter_unit(parameters)));
        json_object_set_new(object, "default", text_or_null(parameters->initial));
        json_object_set_new(object, "min", text_or_null(parameters->min));
        json_object_set_new(object, "max", text_or_null(parameters->max));
        json_object_set_new(object, "source", text_or_null(parameters->source));
        json_array_append_new(array, object);
    }
    return array;
}

struct array {
    struct myc_memory *memory;
    json_t *kinds;
};

static void json_kind(const struct myc_family *family, const struct myc_kind *kind, void *state)
{
    const struct array *array = state;
    json_t *object = json_object();
    json_object_set_new(object, "family", json_string(family->name));
    json_object_set_new(object, "name", json_string(kind->name));
    json_object_set_new(object, "help", json_string(kind->help));
    json_object_set_new(object, "example", text_or_null(myc_example(family, kind, array->memory)));
    json_object_set_new(object, "parameters", json_parameters(kind->parameters));
    json_array_append_new(array->kinds, object);
}

/* --- text --- */

struct page {
    const struct myc_family *family; /* under whose heading it stands */
    const struct request *request;
    struct myc_memory *memory;
};

static void write_heading(const struct myc_family *family, struct page *page)
{
    if (page->family == family)
        return;
    printf("%s%s: %s\n", page->family ? "\n" : "", family->name, family->help);
    page->family = family;
}

/* "1ms, 0 to 1h" */
static void write_range(const struct myc_parameter *parameter)
{
    printf("%s%s",
           parameter->initial ? "default "
           : parameter->keeps ? "may be left out"
                              : "required",
           parameter->initial ? parameter->initial : "");
    if (parameter->min && parameter->max)
        printf(", %s to %s", parameter->min, parameter->max);
    else if (parameter->min || parameter->max)
        printf(", at %s %s", parameter->min ? "least" : "most",
               parameter->min ? parameter->min : parameter->max);
}

/* `label` and a text, from column INDENT, in lines that fit. */
static void write_wrapped(const char *label, const char *text)
{
    size_t column = INDENT + strlen(label);
    fputs(label, stdout);
    while (*text) {
        size_t length = strcspn(text, " ");
        if (column > INDENT && column + 1 + length > WIDTH) {
            printf("\n%*s", INDENT, "");
            column = INDENT;
        }
        bool first = column == INDENT;
        printf("%s%.*s", first ? "" : " ", (int)length, text);
        column += length + !first;
        text += length + (text[length] == ' ');
    }
    putchar('\n');
}

static void write_parameter(const struct myc_parameter *parameter)
{
    printf("      %-14s ", parameter->name);
    write_wrapped("", parameter->help ? parameter->help : "");
    /* Whether a setting may be left out, its owner knows: the help says so. */
    bool is_whole = parameter->unit == MYC_UNIT_SETTING && !parameter->initial;
    printf("      %-14s %s%s", "", myc_parameter_unit(parameter), is_whole ? "" : "; ");
    if (parameter->unit == MYC_UNIT_TEXT && parameter->initial && !*parameter->initial)
        fputs("may be left out", stdout);
    else if (!is_whole)
        write_range(parameter);
    putchar('\n');
    if (!parameter->source)
        return;
    printf("%*s", INDENT, "");
    write_wrapped("source:", parameter->source);
}

/* Of a distribution, with the parameters of its example. */
static void write_shape(const struct myc_family *family, const struct myc_kind *kind,
                        struct myc_memory *memory)
{
    if (strcmp(family->name, "distribution") != 0)
        return;
    struct myc_error error = { .status = MYC_OK };
    struct myc_source source = { .name = "example",
                                 .text = kind->example,
                                 .length = strlen(kind->example) };
    struct myc_setting *setting;
    struct myc_distribution distribution;
    enum myc_status status = myc_yaml_read(&source, 0, source.length, memory, &setting, &error);
    if (status == MYC_OK)
        status = myc_distribution_read(setting, &distribution, memory, &error);
    assert(status == MYC_OK); /* the examples are ours, and tests run them */
    puts("    how often each time is drawn, with these parameters:");
    myc_shape_write(&distribution, myc_command_utf8(), stdout);
}

static void write_kind(const struct myc_family *family, const struct myc_kind *kind, void *state)
{
    struct page *page = state;
    write_heading(family, page);
    printf("  %-15s %s\n", kind->name, kind->help);
    if (!page->request->wanted)
        return;
    if (kind->example)
        printf("    e.g. %s\n", myc_example(family, kind, page->memory));
    if (strcmp(page->request->wanted, kind->name) == 0)
        write_shape(family, kind, page->memory);
    for (const struct myc_parameter *parameter = kind->parameters; parameter && parameter->name;
         parameter++)
        write_parameter(parameter);
}

/* --- the command --- */

static int list(const struct request *request, struct myc_memory *memory)
{
    struct page page = { .request = request, .memory = memory };
    struct array array = { memory, request->json ? json_array() : NULL };
    size_t count = visit(request, memory, request->json ? json_kind : write_kind,
                         request->json ? (void *)&array : (void *)&page);
    if (request->json && count > 0) {
        json_dumpf(array.kinds, stdout, JSON_INDENT(2));
        putchar('\n');
    }
    json_decref(array.kinds);
    if (count == 0)
        return refuse(request->wanted, memory);
    if (!request->json && !request->wanted)
        puts("\nParameters and examples: mycel list FAMILY, or mycel list NAME.");
    return 0;
}

static int list_command(const struct myc_invocation *invocation)
{
    struct request request = { 0 };
    struct myc_error error = { .status = MYC_OK };
    struct myc_memory *memory;
    myc_command_parse(&myc_command_list, &argp, invocation, &request);
    if (myc_memory_create(&memory, 0, &error) != MYC_OK)
        return myc_command_fail(&myc_command_list, &error);
    int code = list(&request, memory);
    myc_memory_destroy(memory);
    return code;
}

const struct myc_command myc_command_list = {
    .name = "list",
    .arguments = "[FAMILY|NAME]",
    .help = "what a scenario may name, with parameters and examples",
    .run = list_command,
};

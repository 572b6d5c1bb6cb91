/* The rules of the house that a text can show: first that each rule catches what it is for and
 * nothing else, on planted snippets; then that the tree keeps it. */
#include <criterion/criterion.h>
#include <stdio.h>
#include <stdlib.h>

#include "tests/tidy.h"

/* How many complaints a rule has about `text` as the file `path`. */
static size_t complaints(tidy_rule *rule, const char *path, const char *text)
{
    struct tidy_source source;
    struct tidy_report report = { 0 };
    tidy_source_init(&source, path, text);
    rule(&source, &report);
    tidy_source_deinit(&source);
    return report.count;
}

/* How many complaints a rule has about a tree of `count` files, given as path, text pairs. */
static size_t tree_complaints(void (*rule)(const struct tidy_tree *, struct tidy_report *),
                              const char *files[][2], size_t count)
{
    struct tidy_tree tree = { .count = count, .sources = calloc(count, sizeof *tree.sources) };
    struct tidy_report report = { 0 };
    for (size_t i = 0; i < count; i++)
        tidy_source_init(&tree.sources[i], files[i][0], files[i][1]);
    rule(&tree, &report);
    tidy_tree_deinit(&tree);
    return report.count;
}

#define CATCHES(rule, path, text)                                                                  \
    cr_expect_eq(complaints(rule, path, text), 1, "not caught in %s: %s", path, text)
#define PASSES(rule, path, text)                                                                   \
    cr_expect_eq(complaints(rule, path, text), 0, "wrongly caught in %s: %s", path, text)

Test(rules, directions)
{
    tidy_rule *rule = tidy_check_directions;
    CATCHES(rule, "sim/engine.c", "#include \"model/value.h\"\n");
    CATCHES(rule, "sim/engine.c", "#include <stdio.h>\n# include  \"faults/plan.h\"\n");
    CATCHES(rule, "sim/engine.c", "#include \"engine.h\"\n");
    CATCHES(rule, "model/value.c", "#include \"faults/plan.h\"\n");
    CATCHES(rule, "faults/crash.c", "#include \"model/value.h\"\n");
    CATCHES(rule, "viz/draw.c", "#include \"sim/engine.h\"\n");
    CATCHES(rule, "experiments/run.c", "#include \"viz/draw.h\"\n");
    CATCHES(rule, "experiments/workloads/people.c", "#include \"viz/draw.h\"\n");
    CATCHES(rule, "experiments/run.c", "#include \"tests/tidy.h\"\n");
    PASSES(rule, "sim/engine.c", "#include <assert.h>\n\n#include \"sim/engine.h\"\n");
    PASSES(rule, "model/value.c", "#include \"sim/time.h\"\n#include \"model/value.h\"\n");
    PASSES(rule, "viz/draw.c", "#include \"sim/record.h\"\n#include \"sim/record_list.h\"\n");
    PASSES(rule, "experiments/run.c", "#include \"faults/plan.h\"\n#include \"model/value.h\"\n");
    PASSES(rule, "tests/test_x.c", "#include \"viz/draw.h\"\n#include \"experiments/run.h\"\n");
    PASSES(rule, "sim/engine.c", "/* #include \"model/value.h\" */\n// #include \"viz/x.h\"\n");
}

Test(rules, confined_headers)
{
    tidy_rule *rule = tidy_check_confined;
    CATCHES(rule, "experiments/run.c", "#include <sqlite3.h>\n");
    CATCHES(rule, "viz/slice.c", "#include <graphviz/gvc.h>\n");
    CATCHES(rule, "viz/slice.c", "#include <cgraph.h>\n");
    CATCHES(rule, "experiments/scenario.c", "#include <libfyaml.h>\n");
    CATCHES(rule, "model/value.c", "#include <cbor.h>\n");
    CATCHES(rule, "model/value.c", "#include <jansson.h>\n");
    CATCHES(rule, "sim/engine.c", "#include <gsl/gsl_rng.h>\n");
    CATCHES(rule, "sim/distribution.c", "#include <gsl/gsl_statistics.h>\n");
    CATCHES(rule, "experiments/study.c", "#include <gsl/gsl_cdf.h>\n");
    CATCHES(rule, "experiments/bench/bench_intervals.c", "#include <gsl/gsl_qrng.h>\n");
    CATCHES(rule, "experiments/run.c", "#include <mpfr.h>\n");
    CATCHES(rule, "model/spore.c", "#include <math.h>\n");
    CATCHES(rule, "experiments/sweep.c", "#include <pthread.h>\n");
    CATCHES(rule, "faults/plan.c", "#include <time.h>\n");
    PASSES(rule, "experiments/store_write.c", "#include <sqlite3.h>\n");
    PASSES(rule, "viz/dot.c", "#include <gvc.h>\n#include <graphviz/cgraph.h>\n");
    PASSES(rule, "experiments/yaml.c", "#include <libfyaml.h>\n");
    PASSES(rule, "model/codec.c", "#include <cbor.h>\n");
    PASSES(rule, "sim/distribution_pareto.c", "#include <gsl/gsl_cdf.h>\n#include <mpfr.h>\n");
    PASSES(rule, "experiments/statistics/interval.c",
           "#include <gsl/gsl_statistics_double.h>\n#include <gsl/gsl_cdf.h>\n");
    PASSES(rule, "experiments/statistics/design.c", "#include <gsl/gsl_qrng.h>\n");
    PASSES(rule, "tests/test_stream.c", "#include <gsl/gsl_rng.h>\n");
}

Test(rules, banned_calls)
{
    tidy_rule *rule = tidy_check_calls;
    CATCHES(rule, "sim/a.c", "void *f(void)\n{\n    return malloc(3);\n}\n");
    CATCHES(rule, "model/a.c", "void f(char *x)\n{\n    free (x);\n}\n");
    CATCHES(rule, "faults/a.c", "int x = rand();");
    CATCHES(rule, "sim/a.c", "time(NULL);");
    CATCHES(rule, "sim/a.c", "clock_gettime(CLOCK_REALTIME, &t);");
    CATCHES(rule, "sim/a.c", "if (getenv(\"SEED\")) x++;");
    CATCHES(rule, "sim/a.c", "setlocale(0, \"\");");
    CATCHES(rule, "sim/a.c", "pthread_create(&thread, 0, f, 0);");
    CATCHES(rule, "model/a.c", "printf(\"%d\", x);");
    CATCHES(rule, "model/a.c", "fprintf(stdout, \"%d\", x);");
    CATCHES(rule, "sim/a.c", "#define COPY(x) strdup(x)\n");
    CATCHES(rule, "sim/a.c", "x = a > random();");
    PASSES(rule, "sim/a.c", "snprintf(x, 3, \"malloc(3) and time(0)\"); fprintf(out, \"x\");");
    PASSES(rule, "sim/a.c", "myc_time(x); my_time (x); timer(x); time_of(x); x = time; random;");
    PASSES(rule, "sim/a.c", "memory->free[class] = block; memory->free(block); calls.time(3);");
    PASSES(rule, "sim/a.c", "/* malloc(3) */ x = '\"'; y = '\\''; // free(x)\n");
    PASSES(rule, "experiments/a.c", "x = malloc(3); time(NULL); printf(\"x\");");
    PASSES(rule, "sim/README.md", "malloc(3)");
}

Test(rules, mutable_state_at_file_scope)
{
    tidy_rule *rule = tidy_check_state;
    CATCHES(rule, "sim/a.c", "static int count;\n");
    CATCHES(rule, "sim/a.c", "int count = 3;\n");
    CATCHES(rule, "sim/a.c", "static const char *name = \"x\";\n");
    CATCHES(rule, "sim/a.c", "static const char *names[] = { \"x\", 0 };\n");
    CATCHES(rule, "sim/a.c", "struct myc_queue queue;\n");
    CATCHES(rule, "sim/a.c", "static struct { int x; } one = { 1 };\n");
    CATCHES(rule, "sim/a.c", "static void (*hook)(void);\n");
    CATCHES(rule, "sim/a.c", "static void (*hooks[])(int) = { f, g };\n");
    CATCHES(rule, "sim/a.c", "static _Thread_local int count;\n");
    CATCHES(rule, "sim/a.c", "static int count __attribute__((unused));\n");
    CATCHES(rule, "sim/a.c",
            "#define X(name) extern int name;\nLIST(X)\n#undef X\nstatic int b;\n");
    CATCHES(rule, "sim/a.c", "void f(void)\n{\n    return;\n}\nstatic int count;\n");
    PASSES(rule, "sim/a.c", "static const int codes[] = { 1, 2, 3 };\n");
    PASSES(rule, "sim/a.c", "const char *const names[N * 2] = { \"x\", 0 };\n");
    PASSES(rule, "sim/a.c", "static void (*const hooks[])(int) = { f, g };\n");
    PASSES(rule, "sim/a.c",
           "const struct myc_kind myc_crash = { .run = crash, .n = sizeof(int) };\n");
    PASSES(rule, "sim/a.c", "extern int elsewhere;\nstruct queue;\nenum { A, B };\n");
    PASSES(rule, "sim/a.c",
           "struct x {\n    int y;\n    void (*f)(int);\n};\nunion u { int a; };\n");
    PASSES(rule, "sim/a.c", "typedef void visit(void *state);\ntypedef uint64_t myc_time;\n");
    PASSES(rule, "sim/a.c", "static int *f(int *x, void (*g)(void));\nint *h(void);\n");
    PASSES(rule, "sim/a.h", "__attribute__((format(printf, 2, 3))) int f(int a, char *b, ...);\n");
    PASSES(rule, "sim/a.h", "struct __attribute__((packed)) x {\n    int y;\n};\n");
    PASSES(rule, "sim/a.c",
           "#define X(name) extern const int name;\nLIST(X)\n"
           "static const int b;\n_Static_assert(sizeof(int) == 4, \"x\");\n");
    PASSES(rule, "sim/a.c", "#define COUNT(x) \\\n    static int x;\nstatic const int b;\n");
    PASSES(rule, "experiments/a.c", "static int count;\n");
}

Test(rules, mutable_state_in_functions)
{
    tidy_rule *rule = tidy_check_state;
    CATCHES(rule, "sim/a.c", "int f(void)\n{\n    static int count = 0;\n    return count++;\n}\n");
    CATCHES(rule, "sim/a.c", "int f(void)\n{\n    {\n        static char *x;\n    }\n}\n");
    CATCHES(rule, "sim/a.c", "char *f(void)\n{\n    static char text[32];\n    return text;\n}\n");
    PASSES(rule, "sim/a.c",
           "int f(int i)\n{\n    static const int x[] = { 1 };\n    return x[i];\n}\n");
    PASSES(rule, "sim/a.c",
           "static int f(int i)\n{\n    int x = (struct y){ .z = i }.z;\n"
           "    return x;\n}\nstatic const int a = 1;\n");
}

Test(rules, long_functions)
{
    char text[4096];
    for (int lines = TIDY_FUNCTION_LINES; lines <= TIDY_FUNCTION_LINES + 1; lines++) {
        /* signature, two braces, and statements for the rest; what stands around does not count */
        size_t used =
            (size_t)snprintf(text, sizeof text,
                             "/* why\n * it is */\nstatic const int x[] = {\n    1,\n};\n\n"
                             "static int f(int a)\n{\n");
        for (int i = 3; i < lines; i++)
            used += (size_t)snprintf(text + used, sizeof text - used, "    if (a) { a++; }\n");
        snprintf(text + used, sizeof text - used, "}\n\nint g(void)\n{\n    return 1;\n}\n");
        cr_expect_eq(complaints(tidy_check_long_function, "viz/a.c", text),
                     lines > TIDY_FUNCTION_LINES, "%d lines", lines);
    }
}

Test(rules, workplace)
{
    CATCHES(tidy_check_workplace, "README.md",
            "see /wo"
            "rk/main for more\n");
    PASSES(tidy_check_workplace, "README.md", "workloads do work, see experiments/workloads\n");
}

/* clang-format off */
#define OTHER_LISTS                                                                                \
    { "sim/detector_list.h", "" }, { "model/message_list.h", "" },                                 \
    { "model/recovery_list.h", "" }, { "model/check_list.h", "" },                                 \
    { "faults/effect_list.h", "" }, { "faults/trigger_list.h", "" },                               \
    { "faults/target_list.h", "" }, { "faults/duration_list.h", "" }, { "faults/preset_list.h", "" }, { "faults/repetition_list.h", "" }, { "faults/generator_list.h", "" },                              \
    { "viz/view_list.h", "#define LIST(X) X(ALL)" }, { "viz/all_view.c", "" },                     \
    { "experiments/workloads/workload_list.h", "" }, { "experiments/command_list.h", "" },  \
    { "experiments/export_list.h", "" },                                                           \
    { "experiments/bench/bench_list.h", "" }, { "experiments/statistics/measure_list.h", "" }
/* clang-format on */
#define TREE_COMPLAINTS(rule, files) tree_complaints(rule, files, sizeof(files) / sizeof *(files))

Test(rules, registers)
{
    const char *good[][2] = { { "sim/distribution_list.h", "/* X(name) */\nX(pareto)\nX(none)\n" },
                              { "sim/distribution_none.c", "" },
                              { "sim/distribution_pareto.c", "" },
                              OTHER_LISTS };
    const char *no_file[][2] = { { "sim/distribution_list.h", "X(pareto)\nX(none)\n" },
                                 { "sim/distribution_none.c", "" },
                                 OTHER_LISTS };
    const char *no_line[][2] = { { "sim/distribution_list.h", "// X(pareto)\nX(none)\n" },
                                 { "sim/distribution_none.c", "" },
                                 { "sim/distribution_pareto.c", "" },
                                 OTHER_LISTS };
    const char *no_list[][2] = { { "sim/distribution.c", "" }, OTHER_LISTS };
    const char *with_help[][2] = { { "sim/distribution_list.h",
                                     "#define LIST(X) \\\n    X(none, \"no X(y) here\")\n" },
                                   { "sim/distribution_none.c", "" },
                                   OTHER_LISTS };
    const char *helper[][2] = { { "sim/distribution_list.h", "" },
                                { "sim/distribution_ziv.c", "" },
                                { "sim/distribution_ziv.h", "" },
                                OTHER_LISTS };
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, good), 0);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, helper), 0);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, no_file), 1);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, no_line), 1);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, no_list), 1);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_registers, with_help), 0);
}

Test(rules, built)
{
    const char *good[][2] = {
        { "sim/CMakeLists.txt", "target_sources(x PRIVATE\n    a.c\n    b/c.c)\n" },
        { "sim/a.c", "" },
        { "sim/b/c.c", "" },
        { "sim/a.h", "" },
        { "tests/CMakeLists.txt", "mycel_test(one)\nmycel_shell_test(two LONG)\n" },
        { "tests/test_one.c", "" },
        { "tests/test_two.sh", "" },
    };
    const char *bad[][2] = {
        { "sim/CMakeLists.txt", "target_sources(x PRIVATE\n    aa.c)\n" },
        { "sim/a.c", "" },
        { "tests/CMakeLists.txt", "mycel_test(ones)\n" },
        { "tests/test_one.c", "" },
        { "tests/test_one.sh", "" },
        { "tests/fuzz_one.c", "" },
        { "viz/a.c", "" },
    };
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_built, good), 0);
    cr_expect_eq(TREE_COMPLAINTS(tidy_check_built, bad), 5);
}

static struct tidy_tree tree;

static void read_tree(void)
{
    const char *root = getenv("SOURCE_DIR");
    cr_assert(tidy_tree_read(&tree, root ? root : "."));
    cr_assert(tidy_tree_find(&tree, "sim/time.h"), "not the root of the repository");
}

static void forget_tree(void)
{
    tidy_tree_deinit(&tree);
}

static void expect_quiet(tidy_rule *rule)
{
    struct tidy_report report = { 0 };
    for (size_t i = 0; i < tree.count; i++)
        rule(&tree.sources[i], &report);
    cr_expect_eq(report.count, 0, "%zu complaints:\n%s", report.count, report.text);
}

static void expect_quiet_tree(void (*rule)(const struct tidy_tree *, struct tidy_report *))
{
    struct tidy_report report = { 0 };
    rule(&tree, &report);
    cr_expect_eq(report.count, 0, "%zu complaints:\n%s", report.count, report.text);
}

TestSuite(tree, .init = read_tree, .fini = forget_tree);

Test(tree, includes_downwards)
{
    expect_quiet(tidy_check_directions);
}
Test(tree, confines_headers)
{
    expect_quiet(tidy_check_confined);
}
Test(tree, calls_nothing_banned)
{
    expect_quiet(tidy_check_calls);
}
Test(tree, has_no_mutable_state)
{
    expect_quiet(tidy_check_state);
}
Test(tree, has_no_long_function)
{
    expect_quiet(tidy_check_long_function);
}
Test(tree, names_no_workplace)
{
    expect_quiet(tidy_check_workplace);
}
Test(tree, registers_every_kind)
{
    expect_quiet_tree(tidy_check_registers);
}
Test(tree, builds_every_file)
{
    expect_quiet_tree(tidy_check_built);
}

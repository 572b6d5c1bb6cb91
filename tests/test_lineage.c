/* Staging: what it makes, what it declares, and what it refuses. */
#include <criterion/criterion.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "tests/staged.h"

enum { M1, M2, M3, CLIENT };

static const struct myc_book_node *in_book(const struct staged *staged, const struct myc_node *node)
{
    cr_assert_gt(node->id, 0);
    return &staged->ground.book.nodes[node->id - 1];
}

/* The inputs of a node in the book, as "1,2". */
static const char *inputs_of(struct staged *staged, const struct myc_node *node)
{
    const struct myc_book_node *entry = in_book(staged, node);
    char *text = myc_memory_text(staged->memory, "", 0);
    for (uint32_t i = 0; i < entry->input_count; i++)
        text = myc_memory_format(staged->memory, "%s%s%u", text, i ? "," : "", entry->inputs[i]);
    return text;
}

static const char *roots_of(struct staged *staged, const char *label)
{
    uint32_t hosts[8];
    uint32_t count =
        myc_roles_hosts(myc_cluster_roles(staged->ground.cluster), MYC_ROLE_ROOT, label, hosts, 8);
    char *text = myc_memory_text(staged->memory, "", 0);
    for (uint32_t i = 0; i < count; i++)
        text = myc_memory_format(staged->memory, "%s%s%u", text, i ? "," : "", hosts[i]);
    return text;
}

/* ---- labels ---- */

Test(lineage, labels_are_unique)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_spore *spore = staged_spore(&staged, &twice);
    const struct myc_node *numbers = staged_numbers(&staged, M2, NULL);
    cr_expect_str_eq(numbers->label, "populate1");
    cr_expect_str_eq(staged_numbers(&staged, M2, "x")->label, "x");
    cr_expect_str_eq(staged_numbers(&staged, M2, "x")->label, "x#2");
    cr_expect_str_eq(staged_numbers(&staged, M2, "x")->label, "x#3");
    cr_expect_str_eq(staged_numbers(&staged, M2, NULL)->label, "populate2");
    cr_expect_str_eq(myc_map(at, numbers, spore, NULL)->label, "map1");
    cr_expect_str_eq(myc_map(at, numbers, spore, "map2")->label, "map2");
    cr_expect_str_eq(myc_map(at, numbers, spore, NULL)->label, "map3");
    cr_expect_str_eq(myc_map(at, numbers, spore, "map3")->label, "map3#2");
    cr_expect_str_eq(myc_from_text_file(at, M1, "a.txt", NULL)->label, "text_file1");
    const struct myc_node *empty = myc_empty_silo(at, M1, "List[Int]", NULL);
    cr_expect_str_eq(empty->label, "empty1");
    const struct myc_node *pinned = myc_persist(at, numbers);
    cr_expect_eq(pinned->label, numbers->label);
    cr_expect_eq(myc_unpersist(at, pinned)->label, numbers->label);
    cr_expect_eq(numbers->label, myc_cluster_label(staged.ground.cluster, "populate1"));
    staged_end(&staged);
}

Test(lineage, labels_within_a_spore_are_its_node_and_a_number)
{
    struct staged staged;
    staged_begin(&staged);
    const struct myc_node *owners = staged_numbers(&staged, M2, "owners");
    for (int time = 1; time <= 2; time++) {
        uint64_t counter = 0;
        struct staged body = staged;
        body.at.within = owners->label;
        body.at.within_node = owners->id;
        body.at.created = 0;
        body.at.counter = &counter;
        body.at.at = myc_cluster_incarnation(staged.ground.cluster, M2);
        body.at.set_up = false;
        const struct myc_node *first = staged_numbers(&body, M2, "given");
        const struct myc_node *second = myc_persist(&body.at, first);
        const struct myc_node *third =
            myc_map(&body.at, second, staged_spore(&staged, &twice), NULL);
        cr_expect_str_eq(first->label, time == 1 ? "owners/1" : "owners/1#2");
        cr_expect_eq(second->label, first->label);
        cr_expect_str_eq(third->label, time == 1 ? "owners/2" : "owners/2#2");
        cr_expect_eq(in_book(&staged, third)->returned_by, owners->id);
        cr_expect_not(first->set_up);
        cr_expect_eq(third->location.host, M2);
        cr_expect_eq(third->location.n, 3);
        body.at.within = third->label;
        body.at.created = 0;
        cr_expect_str_eq(staged_numbers(&body, M2, NULL)->label,
                         time == 1 ? "owners/2/1" : "owners/2#2/1");
    }
    staged_end(&staged);
}

/* ---- nodes, and the book ---- */

Test(lineage, a_node_is_what_was_staged)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_node *numbers = staged_numbers(&staged, M2, "numbers");
    const struct myc_node *unkept =
        myc_populate_unkept(at, M3, "List[Int]", staged_list(&staged), "unkept");
    const struct myc_node *lines = myc_from_text_file(at, M1, "a.txt", "lines");
    const struct myc_node *made =
        myc_from_fun(at, M3, myc_spore_of(at, &range, myc_int(&at->maker, 5)), "made");
    const struct myc_node *total = myc_map(at, numbers, staged_spore(&staged, &sum), "total");
    const struct myc_node *both = myc_apply_handled(at, made, staged_with(&staged, numbers),
                                                    staged_with(&staged, unkept), "both");
    const struct myc_node *nodes[] = { numbers, unkept, lines, made, total, both };
    for (uint32_t i = 0; i < 6; i++) {
        cr_expect_eq(nodes[i]->id, i + 1);
        cr_expect_eq(nodes[i]->location.host, CLIENT);
        cr_expect_eq(nodes[i]->location.incarnation, 0);
        cr_expect_eq(nodes[i]->location.n, i + 1);
        cr_expect_eq(nodes[i]->set_up, i < 4);
        const struct myc_record *record = &staged.ground.book.records[i];
        cr_expect_eq(record->kind, MYC_RECORD_STAGED);
        cr_expect_eq(record->node, i + 1);
        cr_expect_eq(record->label, nodes[i]->label);
        cr_expect_eq(record->host, CLIENT);
    }
    cr_expect_eq(staged.ground.book.record_count, 6);
    cr_expect_eq(unkept->root, MYC_ROOT_LOST_VALUE);
    cr_expect_str_eq(lines->type->text, "List[String]");
    cr_expect_str_eq(total->type->text, "Int");
    cr_expect_str_eq(both->type->text, "List[Int]");
    cr_expect_eq(total->home.host, M2);
    cr_expect_eq(both->home.host, M3);
    const struct myc_book_node *entry = in_book(&staged, both);
    cr_expect_str_eq(entry->operation, "apply");
    cr_expect_str_eq(entry->spore, "with");
    cr_expect_str_eq(entry->type, "List[Int]");
    cr_expect_eq(entry->host, M3);
    cr_expect_arr_eq(entry->digest, both->digest, 16);
    cr_expect_null(in_book(&staged, lines)->spore);
    cr_expect_str_eq(in_book(&staged, lines)->operation, "text_file");
    staged_end(&staged);
}

/* Inputs: the input, then what was captured, each once, in order. Roots: of all that. */
Test(lineage, inputs_and_roots_are_found_in_headers)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    const struct myc_node *a = staged_numbers(&staged, M1, "a");                           /* 1 */
    const struct myc_node *b = staged_numbers(&staged, M2, "b");                           /* 2 */
    const struct myc_node *c = staged_numbers(&staged, M3, "c");                           /* 3 */
    const struct myc_node *plain = myc_map(at, b, staged_spore(&staged, &twice), "plain"); /* 4 */
    struct myc_list list = myc_list_begin(&at->maker);
    const struct myc_node *captured[] = { c, b, plain, c };
    for (int i = 0; i < 4; i++)
        myc_list_add(&list, myc_ref_value(&at->maker, captured[i]));
    const struct myc_spore *all = myc_spore_of(at, &with_all, myc_list_end(&list));
    const struct myc_node *many = myc_map(at, b, all, "many"); /* 5 */
    const struct myc_node *inner =
        myc_map(at, b, myc_spore_of(at, &chosen, myc_spore_value(&at->maker, all)), "inner");
    const struct myc_node *handled =
        myc_apply_handled(at, plain, staged_with(&staged, c), staged_with(&staged, a), "handled");
    const struct myc_node *pinned = myc_persist(at, handled);
    cr_expect_str_eq(inputs_of(&staged, a), "");
    cr_expect_str_eq(inputs_of(&staged, plain), "2");
    cr_expect_str_eq(inputs_of(&staged, many), "2,3,4");
    cr_expect_str_eq(inputs_of(&staged, inner), "2,3,4");
    cr_expect_str_eq(inputs_of(&staged, handled), "4,3,1");
    cr_expect_str_eq(inputs_of(&staged, pinned), "7");
    cr_expect_str_eq(roots_of(&staged, "a"), "0");
    cr_expect_str_eq(roots_of(&staged, "plain"), "1");
    cr_expect_str_eq(roots_of(&staged, "many"), "1,2");
    cr_expect_str_eq(roots_of(&staged, "inner"), "1,2");
    cr_expect_str_eq(roots_of(&staged, "handled"), "0,1,2");
    cr_expect_eq(many->root_count, 2);
    cr_expect_eq(plain->roots, b->roots, "a chain shares its roots");
    cr_expect_eq(pinned->roots, handled->roots);
    staged_end(&staged);
}

static void count_staged(void *watcher, struct myc_node *node)
{
    uint32_t *count = watcher;
    cr_expect_eq(node->id, ++*count);
}

/* An empty silo is declared when it is used, after what was pumped into it. */
Test(lineage, an_empty_silo_is_sealed_by_its_first_use)
{
    struct staged staged;
    staged_begin(&staged);
    struct myc_staging *at = &staged.at;
    uint32_t count = 0;
    at->staged = count_staged;
    at->watcher = &count;
    struct myc_node *empty = myc_empty_silo(at, M3, "List[Int]", "target");
    cr_expect_eq(empty->location.n, 1);
    const struct myc_spore *spore = myc_spore_of(at, &copies, myc_int(&at->maker, 2));
    const struct myc_node *sources[5];
    for (uint32_t i = 0; i < 5; i++) {
        sources[i] = staged_numbers(&staged, i % 2, "source");
        myc_pump_to(at, sources[i], empty, spore);
    }
    cr_expect_not(empty->sealed);
    cr_expect_eq(count, 5);
    const struct myc_node *total = myc_map(at, empty, staged_spore(&staged, &sum), "total");
    cr_expect(empty->sealed);
    cr_expect_eq(empty->id, 6);
    cr_expect_eq(total->id, 7);
    cr_expect_eq(empty->pump_count, 5);
    for (uint32_t i = 0; i < 5; i++)
        cr_expect_eq(empty->pumps[i].source, sources[i]);
    cr_expect_str_eq(inputs_of(&staged, empty), "1,2,3,4,5");
    cr_expect_str_eq(inputs_of(&staged, total), "6");
    cr_expect_str_eq(roots_of(&staged, "total"), "0,1,2");
    myc_node_seal(at, empty);
    cr_expect_eq(count, 7);
    staged_end(&staged);
}

Test(lineage, where_a_program_is)
{
    struct staged staged;
    staged_begin(&staged);
    cr_expect_eq(myc_current_host(&staged.at), CLIENT);
    cr_expect_eq(myc_host_count(&staged.at), 3);
    cr_expect_eq(myc_host_named(&staged.at, "m3"), M3);
    cr_expect_eq(myc_host_named(&staged.at, "client"), CLIENT);
    staged_end(&staged);
}

/* ---- mistakes ---- */

static void map_of_other_parameter(struct staged *staged)
{
    const struct myc_node *total =
        myc_map(&staged->at, staged_numbers(staged, M1, "n"), staged_spore(staged, &sum), "total");
    myc_map(&staged->at, total, staged_spore(staged, &twice), "wrong");
}

static void apply_without_ref(struct staged *staged)
{
    myc_apply(&staged->at, staged_numbers(staged, M1, "n"), staged_spore(staged, &sum), "wrong");
}

static void handler_of_other_result(struct staged *staged)
{
    myc_map_handled(&staged->at, staged_numbers(staged, M1, "n"), staged_spore(staged, &twice),
                    staged_spore(staged, &sum), "wrong");
}

static void populate_of_other_type(struct staged *staged)
{
    myc_populate(&staged->at, M1, "List[Float]", staged_list(staged), "wrong");
}

static void from_fun_with_parameter(struct staged *staged)
{
    myc_from_fun(&staged->at, M1, staged_spore(staged, &twice), "wrong");
}

static void header_of_other_type(struct staged *staged)
{
    myc_spore_of(&staged->at, &add, myc_string(&staged->at.maker, "1"));
}

static void header_missing(struct staged *staged)
{
    myc_spore_of(&staged->at, &add, NULL);
}

static void empty_of_no_list(struct staged *staged)
{
    struct myc_node *empty = myc_empty_silo(&staged->at, M1, "Int", "wrong");
    myc_persist(&staged->at, empty);
}

static void pump_from_no_list(struct staged *staged)
{
    struct myc_node *empty = myc_empty_silo(&staged->at, M1, "List[Int]", "wrong");
    const struct myc_node *one =
        myc_populate(&staged->at, M1, "Int", myc_int(&staged->at.maker, 1), "one");
    myc_pump_to(&staged->at, one, empty,
                myc_spore_of(&staged->at, &copies, myc_int(&staged->at.maker, 1)));
}

static void pump_of_whole_lists(struct staged *staged)
{
    struct myc_node *empty = myc_empty_silo(&staged->at, M1, "List[Int]", "wrong");
    myc_pump_to(&staged->at, staged_numbers(staged, M1, "n"), empty, staged_spore(staged, &twice));
}

static void pump_into_used(struct staged *staged)
{
    struct myc_node *empty = myc_empty_silo(&staged->at, M1, "List[Int]", "used");
    staged_with(staged, empty);
    myc_pump_to(&staged->at, staged_numbers(staged, M1, "n"), empty,
                myc_spore_of(&staged->at, &copies, myc_int(&staged->at.maker, 1)));
}

static void pump_into_full(struct staged *staged)
{
    const struct myc_node *full = staged_numbers(staged, M1, "full");
    myc_pump_to(&staged->at, full, (struct myc_node *)full,
                myc_spore_of(&staged->at, &copies, myc_int(&staged->at.maker, 1)));
}

static void label_with_space(struct staged *staged)
{
    staged_numbers(staged, M1, "a b");
}

static void label_with_number_first(struct staged *staged)
{
    staged_numbers(staged, M1, "1a");
}

static void label_empty(struct staged *staged)
{
    staged_numbers(staged, M1, "");
}

static void type_unknown(struct staged *staged)
{
    myc_populate(&staged->at, M1, "List[Person]", staged_list(staged), "wrong");
}

static void host_unknown(struct staged *staged)
{
    myc_host_named(&staged->at, "m4");
}

/* Runs `mistake` in a process of its own: what it says on standard error before it aborts. */
static void expect_mistake(void (*mistake)(struct staged *staged), const char *sentence)
{
    int pipe_ends[2];
    cr_assert_eq(pipe(pipe_ends), 0);
    pid_t child = fork();
    cr_assert_geq(child, 0);
    if (child == 0) {
        struct staged staged;
        dup2(pipe_ends[1], STDERR_FILENO);
        signal(SIGABRT, SIG_DFL);
        staged_begin(&staged);
        mistake(&staged);
        _exit(0);
    }
    close(pipe_ends[1]);
    char said[4096] = "";
    size_t length = 0;
    for (ssize_t got; (got = read(pipe_ends[0], said + length, sizeof said - 1 - length)) > 0;)
        length += (size_t)got;
    close(pipe_ends[0]);
    int status;
    cr_assert_eq(waitpid(child, &status, 0), child);
    cr_expect(WIFSIGNALED(status) && WTERMSIG(status) == SIGABRT, "not stopped: %s", sentence);
    cr_expect(strstr(said, sentence), "\"%s\" is not in \"%s\"", sentence, said);
}

Test(lineage, a_mistake_is_named)
{
    static const struct {
        void (*mistake)(struct staged *staged);
        const char *sentence;
    } cases[] = {
        { map_of_other_parameter,
          "the spore 'twice' of map 'wrong' takes List[Int], but is given Int" },
        { apply_without_ref, "the spore 'sum' of apply 'wrong' gives Int, not SiloRef[Int]" },
        { handler_of_other_result, "the handler 'sum' of map 'wrong' gives Int, not List[Int]" },
        { populate_of_other_type, "the value of populate 'wrong' is not of type List[Float]" },
        { from_fun_with_parameter,
          "the spore 'twice' of from_fun 'wrong' takes List[Int], but is given Unit" },
        { header_of_other_type, "what spore 'add' captured is not of type Int" },
        { header_missing, "what spore 'add' captured is not of type Int" },
        { empty_of_no_list, "empty 'wrong' is to be of a List, not Int" },
        { pump_from_no_list, "empty 'wrong' is pumped from 'one', which holds Int and not a List" },
        { pump_of_whole_lists,
          "the spore 'twice' of empty 'wrong' takes List[Int], but is given Int" },
        { pump_into_used, "empty 'used' cannot be pumped into: it is used already" },
        { pump_into_full, "populate 'full' cannot be pumped into: only an empty silo can" },
        { label_with_space, "\"a b\" is not a label" },
        { label_with_number_first, "\"1a\" is not a label" },
        { label_empty, "\"\" is not a label" },
        { type_unknown, "\"List[Person]\": type, column 12: 'Person' is not a type" },
        { host_unknown, "no host of the cluster is named \"m4\"" },
    };
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++)
        expect_mistake(cases[i].mistake, cases[i].sentence);
}

/* What no program can be faster than from start to exit. */
int main(void)
{
    return 0;
}

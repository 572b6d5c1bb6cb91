/* Presets: X(name), each faults/preset_<name>.c. */
X(lanl_weibull)
X(google_first_year)
X(pbs_ssd)
X(pbs_disk)
X(pbs_yammer)

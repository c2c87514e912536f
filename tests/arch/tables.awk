# SPDX-License-Identifier: MIT
# Who may touch which tables (docs/adr/0001): the report reads public views only, and what was
# collected is never rewritten by an analysis. Files are named from the root. Prints "rule file
# message" a breach.
FILENAME ~ /^report\// && !/^--/ && /(^|[^a-z0-9_.'])[sdm]_[a-z]/ {
	print "view", FILENAME, "line " FNR ": the report reads public views only"
}
FILENAME ~ /^(analyze|report|cli)\// && /(INSERT|REPLACE|UPDATE|DELETE)[A-Z ]* s_[a-z]/ {
	print "source", FILENAME, "line " FNR ": source tables are written by collect and orchestrate"
}

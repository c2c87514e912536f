-- SPDX-License-Identifier: MIT
-- ?1 repository.
-- name: files
-- Which files did fixes repair, and how many commits had written the repaired lines?
SELECT file, count(DISTINCT fix), count(DISTINCT oid), sum(lines)
FROM origins
WHERE repository = ?1
GROUP BY file
ORDER BY count(DISTINCT fix) DESC, sum(lines) DESC, file;
-- name: commits
-- The commits that wrote them, most repaired first.
SELECT file, oid, subject, written_by, fixes, lines FROM (
	SELECT o.file, o.oid, c.subject, c.written_by, count(DISTINCT o.fix) AS fixes, sum(o.lines) AS lines,
		row_number() OVER (PARTITION BY o.file
			ORDER BY count(DISTINCT o.fix) DESC, sum(o.lines) DESC, o.oid) AS place
	FROM origins o
	LEFT JOIN commits c ON c.repository = o.repository AND c.oid = o.oid
	WHERE o.repository = ?1
	GROUP BY o.file, o.oid
) WHERE place <= 3
ORDER BY file, place;

-- SPDX-License-Identifier: MIT
-- What went wrong again and again, and what then worked; ?1 repository, ?2 start of the window.
SELECT class, program, wrong, right, finding, sessions, occurrences, first_at, last_at, minutes, verified
FROM repairs
WHERE repository = ?1 AND last_at >= ?2
ORDER BY sessions DESC, occurrences DESC, class, program, wrong, right;

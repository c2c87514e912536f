-- SPDX-License-Identifier: MIT
-- What was collected of the repository ?1, as far as one row can say.
SELECT generation, head_oid FROM s_repository WHERE repository_id = ?1;

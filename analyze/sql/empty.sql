-- SPDX-License-Identifier: MIT
-- Empties each derived table for one repository; the part has the table's name.
-- name: d_call
DELETE FROM d_call WHERE repository_id = ?1;
-- name: d_session_commit
DELETE FROM d_session_commit WHERE repository_id = ?1;
-- name: d_fix
DELETE FROM d_fix WHERE repository_id = ?1;
-- name: d_origin
DELETE FROM d_origin WHERE repository_id = ?1;
-- name: d_repair
DELETE FROM d_repair WHERE repository_id = ?1;
-- name: d_repair_pair
DELETE FROM d_repair_pair WHERE repository_id = ?1;
-- name: d_masked
DELETE FROM d_masked WHERE repository_id = ?1;
-- name: d_measure
DELETE FROM d_measure WHERE repository_id = ?1;
-- name: d_change
DELETE FROM d_change WHERE repository_id = ?1;
-- name: d_finding
DELETE FROM d_finding WHERE repository_id = ?1;
-- name: d_evidence
DELETE FROM d_evidence WHERE repository_id = ?1;

PRAGMA application_id = 1735543918;
PRAGMA user_version = 1;
BEGIN TRANSACTION;
CREATE TABLE artifact (
    repository INTEGER NOT NULL, artifact_id INTEGER NOT NULL, name TEXT NOT NULL,
    size_bytes INTEGER NOT NULL, created_at INTEGER NOT NULL, expires_at INTEGER, seen_at INTEGER NOT NULL,
    gone_at INTEGER, PRIMARY KEY (repository, artifact_id)
) WITHOUT ROWID
;
INSERT INTO "artifact" VALUES(1,5,'wheel',1000,1793707200,NULL,1793966400,NULL);
CREATE TABLE cache_use (
    repository INTEGER NOT NULL, taken_at INTEGER NOT NULL, size_bytes INTEGER NOT NULL,
    caches INTEGER NOT NULL, PRIMARY KEY (repository, taken_at)
) WITHOUT ROWID
;
INSERT INTO "cache_use" VALUES(1,1793966400,2000,3);
CREATE TABLE job (
    repository INTEGER NOT NULL, run_id INTEGER NOT NULL, job_id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    name INTEGER NOT NULL, status INTEGER NOT NULL, conclusion INTEGER,
    created_at INTEGER, started_at INTEGER, completed_at INTEGER,
    labels INTEGER NOT NULL, runner_id INTEGER, runner_name TEXT NOT NULL,
    runner_group_id INTEGER, runner_group INTEGER NOT NULL, steps INTEGER, annotation TEXT NOT NULL,
    workflow INTEGER NOT NULL, branch INTEGER NOT NULL, actor INTEGER NOT NULL, event INTEGER NOT NULL,
    machine INTEGER, duration_s INTEGER, minutes INTEGER, free INTEGER, oddity TEXT NOT NULL,
    PRIMARY KEY (repository, run_id, job_id)
) WITHOUT ROWID
;
INSERT INTO "job" VALUES(1,1,11,1,6,7,8,1793707200,1793707260,1793707380,9,5,'GitHub Actions 5',0,10,4,'',2,4,5,3,11,120,2,NULL,'');
INSERT INTO "job" VALUES(1,1,12,1,12,7,8,1793707200,1793707260,1793707320,9,5,'GitHub Actions 5',0,10,4,'',2,4,5,3,11,60,1,NULL,'');
INSERT INTO "job" VALUES(1,1,13,1,6,7,13,1793707200,1793707200,1793707200,14,NULL,'',0,10,4,'',2,4,5,3,NULL,0,0,13,'');
INSERT INTO "job" VALUES(1,2,21,1,6,7,8,1793707200,1793836200,1793836800,9,5,'GitHub Actions 5',0,10,4,'',2,15,5,3,16,600,10,NULL,'');
INSERT INTO "job" VALUES(1,2,22,1,6,7,8,1793707200,1793836740,1793836860,9,5,'GitHub Actions 5',0,10,4,'',2,15,5,3,11,120,2,NULL,'');
INSERT INTO "job" VALUES(2,3,31,1,6,17,NULL,1793707200,1793707260,NULL,9,5,'GitHub Actions 5',0,10,4,'',2,4,5,3,11,NULL,NULL,NULL,'');
CREATE TABLE note (
    repository TEXT NOT NULL COLLATE NOCASE, key TEXT NOT NULL, value TEXT NOT NULL,
    PRIMARY KEY (repository, key)
) WITHOUT ROWID
;
INSERT INTO "note" VALUES('octo-org/app','newest','W/"e"');
CREATE TABLE repository (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE NOCASE UNIQUE);
INSERT INTO "repository" VALUES(1,'octo-org/app');
INSERT INTO "repository" VALUES(2,'octo-org/api');
CREATE TABLE run (
    repository INTEGER NOT NULL, run_id INTEGER NOT NULL, attempt INTEGER NOT NULL,
    workflow_id INTEGER NOT NULL, path INTEGER NOT NULL, workflow INTEGER NOT NULL, event INTEGER NOT NULL,
    branch INTEGER NOT NULL, actor INTEGER NOT NULL, commit_hash TEXT NOT NULL,
    status TEXT NOT NULL, conclusion TEXT, is_private INTEGER,
    created_at INTEGER NOT NULL, started_at INTEGER, updated_at INTEGER NOT NULL,
    pending INTEGER NOT NULL DEFAULT 1, gone INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (repository, run_id)
) WITHOUT ROWID
;
INSERT INTO "run" VALUES(1,1,1,70,1,2,3,4,5,'9fceb02','completed','success',1,1793707200,1793707200,1793710800,0,0);
INSERT INTO "run" VALUES(1,2,2,70,1,2,3,15,5,'9fceb02','completed','success',1,1793793600,1793707200,1793710800,0,0);
INSERT INTO "run" VALUES(1,4,1,70,1,2,3,4,5,'9fceb02','completed','success',1,1793966400,1793707200,1793710800,1,0);
INSERT INTO "run" VALUES(2,3,1,70,1,2,3,4,5,'9fceb02','in_progress',NULL,NULL,1793707200,1793707200,1793710800,0,0);
CREATE TABLE text (id INTEGER PRIMARY KEY, text TEXT NOT NULL UNIQUE);
INSERT INTO "text" VALUES(1,'.github/workflows/ci.yml');
INSERT INTO "text" VALUES(2,'CI');
INSERT INTO "text" VALUES(3,'push');
INSERT INTO "text" VALUES(4,'main');
INSERT INTO "text" VALUES(5,'octocat');
INSERT INTO "text" VALUES(6,'test');
INSERT INTO "text" VALUES(7,'completed');
INSERT INTO "text" VALUES(8,'success');
INSERT INTO "text" VALUES(9,'["ubuntu-latest"]');
INSERT INTO "text" VALUES(10,'GitHub Actions');
INSERT INTO "text" VALUES(11,'linux');
INSERT INTO "text" VALUES(12,'lint');
INSERT INTO "text" VALUES(13,'skipped');
INSERT INTO "text" VALUES(14,'[]');
INSERT INTO "text" VALUES(15,'feature/ü');
INSERT INTO "text" VALUES(16,'windows');
INSERT INTO "text" VALUES(17,'in_progress');
CREATE TABLE usage (
    account TEXT NOT NULL COLLATE NOCASE, year INTEGER NOT NULL, month INTEGER NOT NULL, day TEXT,
    first_day TEXT NOT NULL, product TEXT NOT NULL, sku TEXT NOT NULL, repository TEXT NOT NULL,
    unit TEXT NOT NULL, gross TEXT NOT NULL, discount TEXT NOT NULL, net TEXT NOT NULL, price TEXT
);
INSERT INTO "usage" VALUES('octo-org',2026,11,'2026-11-03','2026-11-03','actions','actions_linux','octo-org/app','minutes','3','3','0','0.006');
INSERT INTO "usage" VALUES('octo-org',2026,11,NULL,'2026-11-01','actions','actions_storage','','gigabytehours','593.86','593.86','0',NULL);
CREATE INDEX run_pending ON run (repository, created_at) WHERE pending = 1 AND gone = 0;
CREATE INDEX run_open ON run (repository, created_at) WHERE status <> 'completed' AND gone = 0;
CREATE INDEX job_by_end ON job (
    completed_at, repository, workflow, name, branch, actor, event, conclusion, machine, free, attempt,
    minutes, duration_s
) WHERE completed_at IS NOT NULL
;
CREATE INDEX job_open ON job (repository) WHERE completed_at IS NULL;
CREATE INDEX usage_by_day ON usage (account, first_day);
COMMIT;

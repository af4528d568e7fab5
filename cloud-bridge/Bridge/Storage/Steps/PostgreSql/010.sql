-- Schema 10: one bundle for each board of a version, each with the name of its file; the board that an appliance says.
ALTER TABLE "update_bundles" ADD COLUMN "File" text COLLATE "C";

UPDATE "update_bundles" SET "File" = "Version" || '.raucb';

ALTER TABLE "update_bundles" ALTER COLUMN "File" SET NOT NULL;

ALTER TABLE "update_bundles" DROP CONSTRAINT "PK_update_bundles";

ALTER TABLE "update_bundles" ADD CONSTRAINT "PK_update_bundles" PRIMARY KEY ("Version", "Compatible");

ALTER TABLE "device_facts" ADD COLUMN "Board" text COLLATE "C";

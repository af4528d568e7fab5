-- Schema 10: one bundle for each board of a version, each with the name of its file; the board that an appliance says.
CREATE TABLE "moved_bundles" (
    "Version" TEXT NOT NULL,
    "Compatible" TEXT NOT NULL,
    "File" TEXT NOT NULL,
    "Size" INTEGER NOT NULL,
    "Sha256" TEXT NOT NULL,
    "At" INTEGER NOT NULL,
    CONSTRAINT "PK_update_bundles" PRIMARY KEY ("Version", "Compatible")
);
INSERT INTO "moved_bundles" SELECT "Version", "Compatible", "Version" || '.raucb', "Size", "Sha256", "At" FROM "update_bundles";
DROP TABLE "update_bundles";
ALTER TABLE "moved_bundles" RENAME TO "update_bundles";
ALTER TABLE "device_facts" ADD COLUMN "Board" TEXT NULL;

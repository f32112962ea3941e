-- What the messages about a change say besides its kind.
ALTER TABLE change_notice ADD COLUMN language TEXT;
ALTER TABLE change_notice ADD COLUMN detail TEXT NOT NULL DEFAULT '{}';  -- JSON: NoticeDetail

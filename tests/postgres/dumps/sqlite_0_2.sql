BEGIN TRANSACTION;
CREATE TABLE acceptance (
	invitation_token VARCHAR NOT NULL, 
	place INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	accepted_at DOUBLE NOT NULL, 
	PRIMARY KEY (invitation_token, place), 
	FOREIGN KEY(invitation_token) REFERENCES invitation (token), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
CREATE TABLE access_token (
	token VARCHAR NOT NULL, 
	login_id VARCHAR NOT NULL, 
	client_id VARCHAR NOT NULL, 
	profile_id INTEGER NOT NULL, 
	scope VARCHAR NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	revoked_at DOUBLE, 
	PRIMARY KEY (token), 
	FOREIGN KEY(login_id) REFERENCES login (id) ON DELETE CASCADE, 
	FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE CASCADE, 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "access_token" VALUES('vk2.a.uNB-v3Gwb9a_TeSQVfvABjkLc3zZmYDQgcW-Tbf9QKYIPUQIEQtGazczvptk2CY6fLN-huFlZgnNKEopSJktOA','7iuA5SgbNdgIg-oRkvbijg','51000001',376773914,'vkid.personal_info',1.79579100368495559693e+09,NULL);
CREATE TABLE account (
	id INTEGER NOT NULL, 
	phone VARCHAR NOT NULL, 
	email VARCHAR, 
	first_name VARCHAR NOT NULL, 
	last_name VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (phone), 
	UNIQUE (email)
);
INSERT INTO "account" VALUES(1,'+79007000701',NULL,'','');
CREATE TABLE administrator (
	organization_id INTEGER NOT NULL, 
	phone VARCHAR NOT NULL, 
	PRIMARY KEY (organization_id, phone), 
	FOREIGN KEY(organization_id) REFERENCES organization (id)
);
INSERT INTO "administrator" VALUES(700700700,'+79007000701');
CREATE TABLE application (
	id INTEGER NOT NULL, 
	organization_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	classes JSON NOT NULL, 
	created_at DOUBLE NOT NULL, 
	decided_at DOUBLE, 
	confirmed BOOLEAN, 
	reason VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
CREATE TABLE authorization_code (
	code VARCHAR NOT NULL, 
	login_id VARCHAR NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	redeemed_at DOUBLE, 
	PRIMARY KEY (code), 
	UNIQUE (login_id), 
	FOREIGN KEY(login_id) REFERENCES login (id) ON DELETE CASCADE
);
INSERT INTO "authorization_code" VALUES('vk2.a.lhNY5gaF9fTg83nXEABZsfIihOaPs2zQgVImkoz42C4Sk5ZKf-pmsyuO57pdjZyu1s1cOz9jLjH5j-MMkc_sAQ','7iuA5SgbNdgIg-oRkvbijg',1.79578800360491871836e+09,1.79578740368495559697e+09);
CREATE TABLE call (
	id INTEGER NOT NULL, 
	chat_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	started_at DOUBLE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(chat_id) REFERENCES chat (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "call" VALUES(1,5,376773914,1.79578740390207624438e+09);
CREATE TABLE chat (
	id INTEGER NOT NULL, 
	organization_id INTEGER, 
	"key" VARCHAR, 
	kind VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	rank INTEGER NOT NULL, 
	PRIMARY KEY (id), 
	UNIQUE (organization_id, "key"), 
	FOREIGN KEY(organization_id) REFERENCES organization (id)
);
INSERT INTO "chat" VALUES(1,700700700,'announcements','channel','Школа №7 · Объявления',0);
INSERT INTO "chat" VALUES(2,700700700,'class:10a','chat','10А · Общая беседа',10);
INSERT INTO "chat" VALUES(3,700700700,'class:11b','chat','11Б · Общая беседа',10);
INSERT INTO "chat" VALUES(4,700700700,'staff','channel','Школа №7 · Сотрудники',1);
INSERT INTO "chat" VALUES(5,700700700,'teachers','chat','Школа №7 · Учительская',2);
CREATE TABLE chat_member (
	chat_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	by_link BOOLEAN NOT NULL, 
	PRIMARY KEY (chat_id, profile_id), 
	FOREIGN KEY(chat_id) REFERENCES chat (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "chat_member" VALUES(1,376773914,1);
INSERT INTO "chat_member" VALUES(2,376773914,1);
INSERT INTO "chat_member" VALUES(3,376773914,1);
INSERT INTO "chat_member" VALUES(4,376773914,1);
INSERT INTO "chat_member" VALUES(5,376773914,1);
CREATE TABLE client (
	id VARCHAR NOT NULL, 
	name VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	secret VARCHAR NOT NULL, 
	service_token VARCHAR, 
	journal_key VARCHAR, 
	redirect_uris JSON NOT NULL, 
	frame_origins JSON NOT NULL, 
	first_party BOOLEAN NOT NULL, 
	strict BOOLEAN, 
	PRIMARY KEY (id), 
	UNIQUE (service_token)
);
INSERT INTO "client" VALUES('51000001','МЭШ ВКС','public','qi3UlMraFCEKONTrNWVh4o9C-DYvyyS5',NULL,NULL,'["http://127.0.0.1:35391/office/messenger/callback"]','[]',0,NULL);
INSERT INTO "client" VALUES('51000002','VK Мессенджер','public','Jophd_lcsm_D3e0MdGzvBwGrSq5EVAfj',NULL,NULL,'["http://127.0.0.1:37549/sign-in/callback"]','[]',1,NULL);
INSERT INTO "client" VALUES('51000003','Сферум','public','xOqDG66J7Wr2DSYxMoWnlw43FhaTmIPN',NULL,NULL,'["http://127.0.0.1:33245/sign-in/callback"]','[]',1,NULL);
CREATE TABLE confirmation_code (
	id INTEGER NOT NULL, 
	phone VARCHAR NOT NULL, 
	address VARCHAR, 
	method VARCHAR NOT NULL, 
	code VARCHAR NOT NULL, 
	caller VARCHAR, 
	sent_at DOUBLE NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	resend_at DOUBLE NOT NULL, 
	attempts_left INTEGER NOT NULL, 
	ended_at DOUBLE, 
	read_at DOUBLE, 
	PRIMARY KEY (id)
);
INSERT INTO "confirmation_code" VALUES(1,'+79007000701',NULL,'call','7342','+79624847342',1.79578740337503719331e+09,1.79578770337503719326e+09,1.79578746337503719326e+09,3,1.79578740346027803417e+09,1.79578740344147300719e+09);
CREATE TABLE confirmation_settings (
	phone VARCHAR NOT NULL, 
	method VARCHAR, 
	code_length INTEGER, 
	lifetime_s DOUBLE, 
	resend_s DOUBLE, 
	attempts INTEGER, 
	PRIMARY KEY (phone)
);
CREATE TABLE consent (
	client_id VARCHAR NOT NULL, 
	account_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	scope VARCHAR NOT NULL, 
	PRIMARY KEY (client_id, account_id), 
	FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE CASCADE, 
	FOREIGN KEY(account_id) REFERENCES account (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "consent" VALUES('51000001',1,376773914,'vkid.personal_info');
CREATE TABLE dialog (
	chat_id INTEGER NOT NULL, 
	lower_id INTEGER NOT NULL, 
	higher_id INTEGER NOT NULL, 
	PRIMARY KEY (chat_id), 
	UNIQUE (lower_id, higher_id), 
	CHECK (lower_id < higher_id), 
	FOREIGN KEY(chat_id) REFERENCES chat (id), 
	FOREIGN KEY(lower_id) REFERENCES profile (id), 
	FOREIGN KEY(higher_id) REFERENCES profile (id)
);
CREATE TABLE invitation (
	token VARCHAR NOT NULL, 
	organization_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	classes JSON NOT NULL, 
	phone VARCHAR, 
	single_use BOOLEAN NOT NULL, 
	created_at DOUBLE NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	withdrawn_at DOUBLE, 
	PRIMARY KEY (token), 
	FOREIGN KEY(organization_id) REFERENCES organization (id)
);
CREATE TABLE journal_credentials (
	client_id VARCHAR NOT NULL, 
	secret VARCHAR NOT NULL, 
	PRIMARY KEY (client_id)
);
INSERT INTO "journal_credentials" VALUES('51000001','qi3UlMraFCEKONTrNWVh4o9C-DYvyyS5');
CREATE TABLE journal_organization (
	id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	classes JSON NOT NULL, 
	window VARCHAR, 
	timeout_s DOUBLE, 
	PRIMARY KEY (id)
);
INSERT INTO "journal_organization" VALUES(700700700,'Школа №7','{"10a": "10\u0410", "11b": "11\u0411"}',NULL,NULL);
CREATE TABLE journal_user (
	id INTEGER NOT NULL, 
	login VARCHAR NOT NULL, 
	password VARCHAR NOT NULL, 
	organization_id INTEGER NOT NULL, 
	last_name VARCHAR NOT NULL, 
	first_name VARCHAR NOT NULL, 
	patronymic VARCHAR NOT NULL, 
	role VARCHAR NOT NULL, 
	classes JSON NOT NULL, 
	phone VARCHAR NOT NULL, 
	profile_id INTEGER, 
	profile_name VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (login), 
	FOREIGN KEY(organization_id) REFERENCES journal_organization (id)
);
INSERT INTO "journal_user" VALUES(1,'linked','shkola-7',700700700,'Вахитова','Лилия','Маратовна','teacher','["10a", "11b"]','+79007000701',376773914,'Вахитова Лилия');
INSERT INTO "journal_user" VALUES(2,'unlinked','shkola-7',700700700,'Егоров','Пётр','Ильич','teacher','["10a", "11b"]','+79007000702',NULL,NULL);
CREATE TABLE link (
	profile_id INTEGER NOT NULL, 
	organization_id INTEGER NOT NULL, 
	person_id VARCHAR NOT NULL, 
	client_id VARCHAR NOT NULL, 
	created_at DOUBLE NOT NULL, 
	PRIMARY KEY (profile_id), 
	UNIQUE (organization_id, person_id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	FOREIGN KEY(client_id) REFERENCES client (id)
);
INSERT INTO "link" VALUES(376773914,700700700,'1','51000001',1795787403.76262);
CREATE TABLE link_attempt (
	state VARCHAR NOT NULL, 
	user_id INTEGER NOT NULL, 
	code_verifier VARCHAR NOT NULL, 
	started_at DOUBLE NOT NULL, 
	returned_at DOUBLE, 
	outcome VARCHAR, 
	PRIMARY KEY (state), 
	FOREIGN KEY(user_id) REFERENCES journal_user (id)
);
INSERT INTO "link_attempt" VALUES('QURa42K6u6i5CugH4qFS5ZAhpnqmhUiJdj0f2BxaxFs',1,'j9CKvPqVHtacS6zSqhdbpyA-DMFll2jrRJE1UnBFGdf7vBI-GDShIKFppHWbk2xxGsbAWiy2IaZ66GvtAvKInw',1.79578740328859615322e+09,1.79578740363976931569e+09,'Учебный профиль привязан.');
CREATE TABLE login (
	id VARCHAR NOT NULL, 
	flow VARCHAR NOT NULL, 
	device_id VARCHAR NOT NULL, 
	client_id VARCHAR NOT NULL, 
	redirect_uri VARCHAR NOT NULL, 
	state VARCHAR NOT NULL, 
	scope VARCHAR NOT NULL, 
	code_challenge VARCHAR, 
	uuid VARCHAR, 
	popup_origins JSON NOT NULL, 
	created_at DOUBLE NOT NULL, 
	turn INTEGER NOT NULL, 
	phone VARCHAR, 
	address VARCHAR, 
	code_id INTEGER, 
	confirmed_at DOUBLE, 
	profile_id INTEGER, 
	refused_at DOUBLE, 
	PRIMARY KEY (id), 
	CONSTRAINT flow CHECK (flow = 'code' AND code_challenge IS NOT NULL OR flow = 'silent_token' AND uuid IS NOT NULL), 
	FOREIGN KEY(client_id) REFERENCES client (id) ON DELETE CASCADE, 
	FOREIGN KEY(code_id) REFERENCES confirmation_code (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "login" VALUES('7iuA5SgbNdgIg-oRkvbijg','code','g6P8ByjjmVcbPCpFdXw9hVJrc2OuD7vLYNn2mjGi7j0TTQjoWNouEKtYi6tpdLgr6VpIcd_DF-m0dXWlaKNHkg','51000001','http://127.0.0.1:35391/office/messenger/callback','QURa42K6u6i5CugH4qFS5ZAhpnqmhUiJdj0f2BxaxFs','vkid.personal_info','nPLgqzDMEjqi6TN8oqfFbkr9Jw2K5sHFvYjsFO9WAW4',NULL,'[]',1.79578740330456805224e+09,0,'+79007000701',NULL,1,1.79578740346027803417e+09,376773914,NULL);
CREATE TABLE membership (
	organization_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	role VARCHAR NOT NULL, 
	classes JSON NOT NULL, 
	since DOUBLE NOT NULL, 
	by_link BOOLEAN NOT NULL, 
	own_role VARCHAR, 
	own_classes JSON NOT NULL, 
	PRIMARY KEY (organization_id, profile_id), 
	CONSTRAINT link_alone CHECK (NOT (by_link AND own_role IS NOT NULL)), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "membership" VALUES(700700700,376773914,'teacher','["10a", "11b"]',1795787403.76262,1,NULL,'[]');
CREATE TABLE message (
	id INTEGER NOT NULL, 
	chat_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	text VARCHAR NOT NULL, 
	sent_at DOUBLE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(chat_id) REFERENCES chat (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
INSERT INTO "message" VALUES(1,5,376773914,'Сообщение',1.79578740390207624438e+09);
INSERT INTO "message" VALUES(2,5,376773914,'Сообщение',1.79578740390207624438e+09);
INSERT INTO "message" VALUES(3,5,376773914,'Сообщение',1.79578740390207624438e+09);
CREATE TABLE organization (
	id INTEGER NOT NULL, 
	title VARCHAR NOT NULL, 
	kind VARCHAR NOT NULL, 
	PRIMARY KEY (id)
);
INSERT INTO "organization" VALUES(700700700,'Школа №7','school');
CREATE TABLE past_membership (
	id INTEGER NOT NULL, 
	organization_id INTEGER NOT NULL, 
	profile_id INTEGER NOT NULL, 
	since DOUBLE NOT NULL, 
	until DOUBLE NOT NULL, 
	PRIMARY KEY (id), 
	FOREIGN KEY(organization_id) REFERENCES organization (id), 
	FOREIGN KEY(profile_id) REFERENCES profile (id)
);
CREATE TABLE profile (
	id INTEGER NOT NULL, 
	account_id INTEGER, 
	last_name VARCHAR NOT NULL, 
	first_name VARCHAR NOT NULL, 
	patronymic VARCHAR NOT NULL, 
	birth_date DATE, 
	sex VARCHAR, 
	created_at DOUBLE NOT NULL, 
	login_id VARCHAR, 
	PRIMARY KEY (id), 
	UNIQUE (login_id, account_id), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
INSERT INTO "profile" VALUES(376773914,1,'Вахитова','Лилия','Маратовна','1980-05-17','female',1.79578740355075716977e+09,'7iuA5SgbNdgIg-oRkvbijg');
CREATE TABLE refresh_token (
	token VARCHAR NOT NULL, 
	login_id VARCHAR NOT NULL, 
	expires_at DOUBLE NOT NULL, 
	ended_at DOUBLE, 
	PRIMARY KEY (token), 
	FOREIGN KEY(login_id) REFERENCES login (id) ON DELETE CASCADE
);
INSERT INTO "refresh_token" VALUES('vk2.a.Vc4HE2Wz7sfz2EkmrEhNvhLp4nlTn_bYwknyGrYfR157QkbVb3-DKF1_Dof8_LuHO8tPcjMgMIWpGkHR67mO7A','7iuA5SgbNdgIg-oRkvbijg',1.81133940368495559691e+09,NULL);
CREATE TABLE school_class (
	organization_id INTEGER NOT NULL, 
	code VARCHAR NOT NULL, 
	title VARCHAR NOT NULL, 
	pinned BOOLEAN NOT NULL, 
	PRIMARY KEY (organization_id, code), 
	FOREIGN KEY(organization_id) REFERENCES organization (id)
);
INSERT INTO "school_class" VALUES(700700700,'10a','10А',0);
INSERT INTO "school_class" VALUES(700700700,'11b','11Б',0);
CREATE TABLE signing_key (
	id INTEGER NOT NULL, 
	pem VARCHAR NOT NULL, 
	PRIMARY KEY (id), 
	CONSTRAINT one_key CHECK (id = 1)
);
CREATE TABLE site_session (
	token VARCHAR NOT NULL, 
	site VARCHAR NOT NULL, 
	subject_id INTEGER NOT NULL, 
	data JSON NOT NULL, 
	PRIMARY KEY (token)
);
INSERT INTO "site_session" VALUES('zI15crMtQIc_kgYljL03tAqYe6FzQU9g_C0zmEL80dY','journal',1,'{"notice": {"kind": "success", "text": "\u0423\u0447\u0435\u0431\u043d\u044b\u0439 \u043f\u0440\u043e\u0444\u0438\u043b\u044c \u043f\u0440\u0438\u0432\u044f\u0437\u0430\u043d."}}');
CREATE TABLE time_shift (
	phone VARCHAR NOT NULL, 
	seconds DOUBLE NOT NULL, 
	PRIMARY KEY (phone)
);
INSERT INTO "time_shift" VALUES('+79007000701',60.0);
CREATE TABLE vk_session (
	token VARCHAR NOT NULL, 
	account_id INTEGER NOT NULL, 
	PRIMARY KEY (token), 
	FOREIGN KEY(account_id) REFERENCES account (id)
);
INSERT INTO "vk_session" VALUES('hyerzE4HDoUcfKopNdh4bg53L6P_pYkhTeC_wDR2TJY',1);
CREATE UNIQUE INDEX one_code_of_a_phone ON confirmation_code (phone) WHERE ended_at IS NULL;
CREATE INDEX ix_confirmation_code_phone ON confirmation_code (phone);
CREATE INDEX ix_administrator_phone ON administrator (phone);
CREATE INDEX ix_profile_account_id ON profile (account_id);
CREATE INDEX ix_invitation_phone ON invitation (phone);
CREATE INDEX ix_invitation_organization_id ON invitation (organization_id);
CREATE INDEX ix_membership_profile_id ON membership (profile_id);
CREATE INDEX ix_past_membership_organization_id ON past_membership (organization_id);
CREATE INDEX ix_application_profile_id ON application (profile_id);
CREATE UNIQUE INDEX one_undecided_application ON application (organization_id, profile_id) WHERE decided_at IS NULL;
CREATE INDEX ix_application_organization_id ON application (organization_id);
CREATE INDEX ix_chat_member_profile_id ON chat_member (profile_id);
CREATE INDEX ix_dialog_higher_id ON dialog (higher_id);
CREATE INDEX ix_message_chat_id ON message (chat_id);
CREATE INDEX message_by_writer ON message (profile_id, sent_at, chat_id);
CREATE INDEX ix_call_chat_id ON call (chat_id);
CREATE INDEX call_by_caller ON call (profile_id, started_at, chat_id);
CREATE INDEX ix_login_client_id ON login (client_id);
CREATE INDEX ix_link_attempt_user_id ON link_attempt (user_id);
CREATE INDEX ix_access_token_profile_id ON access_token (profile_id);
CREATE INDEX ix_access_token_login_id ON access_token (login_id);
CREATE INDEX ix_access_token_client_id ON access_token (client_id);
CREATE UNIQUE INDEX refresh_token_alive ON refresh_token (login_id) WHERE ended_at IS NULL;
CREATE INDEX ix_refresh_token_login_id ON refresh_token (login_id);
COMMIT;

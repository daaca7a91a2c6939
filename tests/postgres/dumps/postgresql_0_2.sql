CREATE TABLE public.acceptance (
    invitation_token character varying NOT NULL,
    place integer NOT NULL,
    profile_id integer NOT NULL,
    accepted_at double precision NOT NULL
);
CREATE TABLE public.access_token (
    token character varying NOT NULL,
    login_id character varying NOT NULL,
    client_id character varying NOT NULL,
    profile_id integer NOT NULL,
    scope character varying NOT NULL,
    expires_at double precision NOT NULL,
    revoked_at double precision
);
CREATE TABLE public.account (
    id integer NOT NULL,
    phone character varying NOT NULL,
    email character varying,
    first_name character varying NOT NULL,
    last_name character varying NOT NULL
);
CREATE SEQUENCE public.account_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.account_id_seq OWNED BY public.account.id;
CREATE TABLE public.administrator (
    organization_id integer NOT NULL,
    phone character varying NOT NULL
);
CREATE TABLE public.application (
    id integer NOT NULL,
    organization_id integer NOT NULL,
    profile_id integer NOT NULL,
    role character varying NOT NULL,
    classes json NOT NULL,
    created_at double precision NOT NULL,
    decided_at double precision,
    confirmed boolean,
    reason character varying NOT NULL
);
CREATE SEQUENCE public.application_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.application_id_seq OWNED BY public.application.id;
CREATE TABLE public.authorization_code (
    code character varying NOT NULL,
    login_id character varying NOT NULL,
    expires_at double precision NOT NULL,
    redeemed_at double precision
);
CREATE TABLE public.call (
    id integer NOT NULL,
    chat_id integer NOT NULL,
    profile_id integer NOT NULL,
    started_at double precision NOT NULL
);
CREATE SEQUENCE public.call_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.call_id_seq OWNED BY public.call.id;
CREATE TABLE public.chat (
    id integer NOT NULL,
    organization_id integer,
    key character varying,
    kind character varying NOT NULL,
    title character varying NOT NULL,
    rank integer NOT NULL
);
CREATE SEQUENCE public.chat_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.chat_id_seq OWNED BY public.chat.id;
CREATE TABLE public.chat_member (
    chat_id integer NOT NULL,
    profile_id integer NOT NULL,
    by_link boolean NOT NULL
);
CREATE TABLE public.client (
    id character varying NOT NULL,
    name character varying NOT NULL,
    kind character varying NOT NULL,
    secret character varying NOT NULL,
    service_token character varying,
    journal_key character varying,
    redirect_uris json NOT NULL,
    frame_origins json NOT NULL,
    first_party boolean NOT NULL,
    strict boolean
);
CREATE TABLE public.confirmation_code (
    id integer NOT NULL,
    phone character varying NOT NULL,
    address character varying,
    method character varying NOT NULL,
    code character varying NOT NULL,
    caller character varying,
    sent_at double precision NOT NULL,
    expires_at double precision NOT NULL,
    resend_at double precision NOT NULL,
    attempts_left integer NOT NULL,
    ended_at double precision,
    read_at double precision
);
CREATE SEQUENCE public.confirmation_code_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.confirmation_code_id_seq OWNED BY public.confirmation_code.id;
CREATE TABLE public.confirmation_settings (
    phone character varying NOT NULL,
    method character varying,
    code_length integer,
    lifetime_s double precision,
    resend_s double precision,
    attempts integer
);
CREATE TABLE public.consent (
    client_id character varying NOT NULL,
    account_id integer NOT NULL,
    profile_id integer NOT NULL,
    scope character varying NOT NULL
);
CREATE TABLE public.dialog (
    chat_id integer NOT NULL,
    lower_id integer NOT NULL,
    higher_id integer NOT NULL,
    CONSTRAINT dialog_check CHECK ((lower_id < higher_id))
);
CREATE TABLE public.invitation (
    token character varying NOT NULL,
    organization_id integer NOT NULL,
    role character varying NOT NULL,
    classes json NOT NULL,
    phone character varying,
    single_use boolean NOT NULL,
    created_at double precision NOT NULL,
    expires_at double precision NOT NULL,
    withdrawn_at double precision
);
CREATE TABLE public.journal_credentials (
    client_id character varying NOT NULL,
    secret character varying NOT NULL
);
CREATE TABLE public.journal_organization (
    id integer NOT NULL,
    title character varying NOT NULL,
    classes json NOT NULL,
    "window" character varying,
    timeout_s double precision
);
CREATE SEQUENCE public.journal_organization_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.journal_organization_id_seq OWNED BY public.journal_organization.id;
CREATE TABLE public.journal_user (
    id integer NOT NULL,
    login character varying NOT NULL,
    password character varying NOT NULL,
    organization_id integer NOT NULL,
    last_name character varying NOT NULL,
    first_name character varying NOT NULL,
    patronymic character varying NOT NULL,
    role character varying NOT NULL,
    classes json NOT NULL,
    phone character varying NOT NULL,
    profile_id integer,
    profile_name character varying
);
CREATE SEQUENCE public.journal_user_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.journal_user_id_seq OWNED BY public.journal_user.id;
CREATE TABLE public.link (
    profile_id integer NOT NULL,
    organization_id integer NOT NULL,
    person_id character varying NOT NULL,
    client_id character varying NOT NULL,
    created_at double precision NOT NULL
);
CREATE TABLE public.link_attempt (
    state character varying NOT NULL,
    user_id integer NOT NULL,
    code_verifier character varying NOT NULL,
    started_at double precision NOT NULL,
    returned_at double precision,
    outcome character varying
);
CREATE TABLE public.login (
    id character varying NOT NULL,
    flow character varying NOT NULL,
    device_id character varying NOT NULL,
    client_id character varying NOT NULL,
    redirect_uri character varying NOT NULL,
    state character varying NOT NULL,
    scope character varying NOT NULL,
    code_challenge character varying,
    uuid character varying,
    popup_origins json NOT NULL,
    created_at double precision NOT NULL,
    turn integer NOT NULL,
    phone character varying,
    address character varying,
    code_id integer,
    confirmed_at double precision,
    profile_id integer,
    refused_at double precision,
    CONSTRAINT flow CHECK (((((flow)::text = 'code'::text) AND (code_challenge IS NOT NULL)) OR (((flow)::text = 'silent_token'::text) AND (uuid IS NOT NULL))))
);
CREATE TABLE public.membership (
    organization_id integer NOT NULL,
    profile_id integer NOT NULL,
    role character varying NOT NULL,
    classes json NOT NULL,
    since double precision NOT NULL,
    by_link boolean NOT NULL,
    own_role character varying,
    own_classes json NOT NULL,
    CONSTRAINT link_alone CHECK ((NOT (by_link AND (own_role IS NOT NULL))))
);
CREATE TABLE public.message (
    id integer NOT NULL,
    chat_id integer NOT NULL,
    profile_id integer NOT NULL,
    text character varying NOT NULL,
    sent_at double precision NOT NULL
);
CREATE SEQUENCE public.message_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.message_id_seq OWNED BY public.message.id;
CREATE TABLE public.organization (
    id integer NOT NULL,
    title character varying NOT NULL,
    kind character varying NOT NULL
);
CREATE SEQUENCE public.organization_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.organization_id_seq OWNED BY public.organization.id;
CREATE TABLE public.past_membership (
    id integer NOT NULL,
    organization_id integer NOT NULL,
    profile_id integer NOT NULL,
    since double precision NOT NULL,
    until double precision NOT NULL
);
CREATE SEQUENCE public.past_membership_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.past_membership_id_seq OWNED BY public.past_membership.id;
CREATE TABLE public.profile (
    id integer NOT NULL,
    account_id integer,
    last_name character varying NOT NULL,
    first_name character varying NOT NULL,
    patronymic character varying NOT NULL,
    birth_date date,
    sex character varying,
    created_at double precision NOT NULL,
    login_id character varying
);
CREATE SEQUENCE public.profile_id_seq
    AS integer
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;
ALTER SEQUENCE public.profile_id_seq OWNED BY public.profile.id;
CREATE TABLE public.refresh_token (
    token character varying NOT NULL,
    login_id character varying NOT NULL,
    expires_at double precision NOT NULL,
    ended_at double precision
);
CREATE TABLE public.school_class (
    organization_id integer NOT NULL,
    code character varying NOT NULL,
    title character varying NOT NULL,
    pinned boolean NOT NULL
);
CREATE TABLE public.signing_key (
    id integer NOT NULL,
    pem character varying NOT NULL,
    CONSTRAINT one_key CHECK ((id = 1))
);
CREATE TABLE public.site_session (
    token character varying NOT NULL,
    site character varying NOT NULL,
    subject_id integer NOT NULL,
    data json NOT NULL
);
CREATE TABLE public.time_shift (
    phone character varying NOT NULL,
    seconds double precision NOT NULL
);
CREATE TABLE public.vk_session (
    token character varying NOT NULL,
    account_id integer NOT NULL
);
ALTER TABLE ONLY public.account ALTER COLUMN id SET DEFAULT nextval('public.account_id_seq'::regclass);
ALTER TABLE ONLY public.application ALTER COLUMN id SET DEFAULT nextval('public.application_id_seq'::regclass);
ALTER TABLE ONLY public.call ALTER COLUMN id SET DEFAULT nextval('public.call_id_seq'::regclass);
ALTER TABLE ONLY public.chat ALTER COLUMN id SET DEFAULT nextval('public.chat_id_seq'::regclass);
ALTER TABLE ONLY public.confirmation_code ALTER COLUMN id SET DEFAULT nextval('public.confirmation_code_id_seq'::regclass);
ALTER TABLE ONLY public.journal_organization ALTER COLUMN id SET DEFAULT nextval('public.journal_organization_id_seq'::regclass);
ALTER TABLE ONLY public.journal_user ALTER COLUMN id SET DEFAULT nextval('public.journal_user_id_seq'::regclass);
ALTER TABLE ONLY public.message ALTER COLUMN id SET DEFAULT nextval('public.message_id_seq'::regclass);
ALTER TABLE ONLY public.organization ALTER COLUMN id SET DEFAULT nextval('public.organization_id_seq'::regclass);
ALTER TABLE ONLY public.past_membership ALTER COLUMN id SET DEFAULT nextval('public.past_membership_id_seq'::regclass);
ALTER TABLE ONLY public.profile ALTER COLUMN id SET DEFAULT nextval('public.profile_id_seq'::regclass);
INSERT INTO public.access_token VALUES ('vk2.a.AfSgZ1rVWGB07SpVOdYEYQ1hfAza8wGsd_XtoujdMj9u92HvZnyZzRrWd0CkkcUSPe_iRQLv3ScFa9ysTQpQZg', 'OVsrcYcLlL1CuydtOVsgeA', '51000001', 493793549, 'vkid.personal_info', 1795791008.4247644, NULL);
INSERT INTO public.account VALUES (1, '+79007000701', NULL, '', '');
INSERT INTO public.administrator VALUES (700700700, '+79007000701');
INSERT INTO public.authorization_code VALUES ('vk2.a.pm2Sp8SDB83wUMbVDcCIVzeUQYSsEfrxX7yvg0EP28_g8L0hETIPdDb3TTYc0uxNfUpWpnPwt2sJpw8iwTmkKA', 'OVsrcYcLlL1CuydtOVsgeA', 1795788008.3316958, 1795787408.4247644);
INSERT INTO public.call VALUES (1, 5, 493793549, 1795787408.7102275);
INSERT INTO public.chat VALUES (1, 700700700, 'announcements', 'channel', 'Школа №7 · Объявления', 0);
INSERT INTO public.chat VALUES (2, 700700700, 'class:10a', 'chat', '10А · Общая беседа', 10);
INSERT INTO public.chat VALUES (3, 700700700, 'class:11b', 'chat', '11Б · Общая беседа', 10);
INSERT INTO public.chat VALUES (4, 700700700, 'staff', 'channel', 'Школа №7 · Сотрудники', 1);
INSERT INTO public.chat VALUES (5, 700700700, 'teachers', 'chat', 'Школа №7 · Учительская', 2);
INSERT INTO public.chat_member VALUES (1, 493793549, true);
INSERT INTO public.chat_member VALUES (2, 493793549, true);
INSERT INTO public.chat_member VALUES (3, 493793549, true);
INSERT INTO public.chat_member VALUES (4, 493793549, true);
INSERT INTO public.chat_member VALUES (5, 493793549, true);
INSERT INTO public.client VALUES ('51000001', 'МЭШ ВКС', 'public', 'kk_o0qjgpwzySfnPXig_U2KdK6h7b9rd', NULL, NULL, '["http://127.0.0.1:45447/office/messenger/callback"]', '[]', false, NULL);
INSERT INTO public.client VALUES ('51000002', 'VK Мессенджер', 'public', 'OIKb1KIDdEVvVXB6KXWgqIB-H4D4zHzE', NULL, NULL, '["http://127.0.0.1:45799/sign-in/callback"]', '[]', true, NULL);
INSERT INTO public.client VALUES ('51000003', 'Сферум', 'public', 'PuaBon7XjsIq5CJDB4ymXchGwwRtLvRx', NULL, NULL, '["http://127.0.0.1:43571/sign-in/callback"]', '[]', true, NULL);
INSERT INTO public.confirmation_code VALUES (1, '+79007000701', NULL, 'call', '5112', '+79183525112', 1795787407.9129217, 1795787707.9129217, 1795787467.9129217, 3, 1795787408.1364913, 1795787408.1121583);
INSERT INTO public.consent VALUES ('51000001', 1, 493793549, 'vkid.personal_info');
INSERT INTO public.journal_credentials VALUES ('51000001', 'kk_o0qjgpwzySfnPXig_U2KdK6h7b9rd');
INSERT INTO public.journal_organization VALUES (700700700, 'Школа №7', '{"10a": "10\u0410", "11b": "11\u0411"}', NULL, NULL);
INSERT INTO public.journal_user VALUES (1, 'linked', 'shkola-7', 700700700, 'Вахитова', 'Лилия', 'Маратовна', 'teacher', '["10a", "11b"]', '+79007000701', 493793549, 'Вахитова Лилия');
INSERT INTO public.journal_user VALUES (2, 'unlinked', 'shkola-7', 700700700, 'Егоров', 'Пётр', 'Ильич', 'teacher', '["10a", "11b"]', '+79007000702', NULL, NULL);
INSERT INTO public.link VALUES (493793549, 700700700, '1', '51000001', 1795787408.5408952);
INSERT INTO public.link_attempt VALUES ('rdnLsO9rNQXgaInNo5-Nq-WsUfg8EPmS08CSJznlp48', 1, 'MpxrXYIWlW4Iz3r0K8ME3imDB19vqajjhDIA-yB6hVZPVbn8TgBEuLgru9XlqK6vZR3QhjYJIint2zDahoX8EQ', 1795787407.7700582, 1795787408.3772204, 'Учебный профиль привязан.');
INSERT INTO public.login VALUES ('OVsrcYcLlL1CuydtOVsgeA', 'code', '7j_s4jvmjppJ5vKvrHGVHHh9nZ7LQdS6z4EbfZoA4sBMC8fdiGY0J8WkQQnYq5aG5vmZKQDKwLqYWXUxeaZHrw', '51000001', 'http://127.0.0.1:45447/office/messenger/callback', 'rdnLsO9rNQXgaInNo5-Nq-WsUfg8EPmS08CSJznlp48', 'vkid.personal_info', '_HobaMz_14pBMtKEaZS7Lx5gaxINjRaDhRFAHDd8SlU', NULL, '[]', 1795787407.7900949, 0, '+79007000701', NULL, 1, 1795787408.1364913, 493793549, NULL);
INSERT INTO public.membership VALUES (700700700, 493793549, 'teacher', '["10a", "11b"]', 1795787408.5408952, true, NULL, '[]');
INSERT INTO public.message VALUES (1, 5, 493793549, 'Сообщение', 1795787408.7102275);
INSERT INTO public.message VALUES (2, 5, 493793549, 'Сообщение', 1795787408.7102275);
INSERT INTO public.message VALUES (3, 5, 493793549, 'Сообщение', 1795787408.7102275);
INSERT INTO public.organization VALUES (700700700, 'Школа №7', 'school');
INSERT INTO public.profile VALUES (493793549, 1, 'Вахитова', 'Лилия', 'Маратовна', '1980-05-17', 'female', 1795787408.2625124, 'OVsrcYcLlL1CuydtOVsgeA');
INSERT INTO public.refresh_token VALUES ('vk2.a.W67bccs5sRzQwa1s7tWScq0nCxnBkRQGPMXsfDMU3C8MMFTEBY6CthAcAUc9YN8utWP3kh8YvALOKW04CqiFlQ', 'OVsrcYcLlL1CuydtOVsgeA', 1811339408.4247644, NULL);
INSERT INTO public.school_class VALUES (700700700, '10a', '10А', false);
INSERT INTO public.school_class VALUES (700700700, '11b', '11Б', false);
INSERT INTO public.site_session VALUES ('irYO49DwA-Yj9UhiLsFRuSWHuVDfjPWDZZTGBUgjeDE', 'journal', 1, '{"notice": {"kind": "success", "text": "\u0423\u0447\u0435\u0431\u043d\u044b\u0439 \u043f\u0440\u043e\u0444\u0438\u043b\u044c \u043f\u0440\u0438\u0432\u044f\u0437\u0430\u043d."}}');
INSERT INTO public.time_shift VALUES ('+79007000701', 60);
INSERT INTO public.vk_session VALUES ('Qb9A23OCPRJlrGREnYg1P7e5YY4R366lbmOKu-nbkko', 1);
SELECT pg_catalog.setval('public.account_id_seq', 1, true);
SELECT pg_catalog.setval('public.application_id_seq', 1, false);
SELECT pg_catalog.setval('public.call_id_seq', 1, true);
SELECT pg_catalog.setval('public.chat_id_seq', 5, true);
SELECT pg_catalog.setval('public.confirmation_code_id_seq', 1, true);
SELECT pg_catalog.setval('public.journal_organization_id_seq', 1, false);
SELECT pg_catalog.setval('public.journal_user_id_seq', 2, true);
SELECT pg_catalog.setval('public.message_id_seq', 3, true);
SELECT pg_catalog.setval('public.organization_id_seq', 1, false);
SELECT pg_catalog.setval('public.past_membership_id_seq', 1, false);
SELECT pg_catalog.setval('public.profile_id_seq', 1, false);
ALTER TABLE ONLY public.acceptance
    ADD CONSTRAINT acceptance_pkey PRIMARY KEY (invitation_token, place);
ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_pkey PRIMARY KEY (token);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_email_key UNIQUE (email);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_phone_key UNIQUE (phone);
ALTER TABLE ONLY public.account
    ADD CONSTRAINT account_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.administrator
    ADD CONSTRAINT administrator_pkey PRIMARY KEY (organization_id, phone);
ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_login_id_key UNIQUE (login_id);
ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_pkey PRIMARY KEY (code);
ALTER TABLE ONLY public.call
    ADD CONSTRAINT call_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.chat_member
    ADD CONSTRAINT chat_member_pkey PRIMARY KEY (chat_id, profile_id);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_organization_id_key_key UNIQUE (organization_id, key);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.client
    ADD CONSTRAINT client_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.client
    ADD CONSTRAINT client_service_token_key UNIQUE (service_token);
ALTER TABLE ONLY public.confirmation_code
    ADD CONSTRAINT confirmation_code_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.confirmation_settings
    ADD CONSTRAINT confirmation_settings_pkey PRIMARY KEY (phone);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_pkey PRIMARY KEY (client_id, account_id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT dialog_lower_id_higher_id_key UNIQUE (lower_id, higher_id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT dialog_pkey PRIMARY KEY (chat_id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_pkey PRIMARY KEY (token);
ALTER TABLE ONLY public.journal_credentials
    ADD CONSTRAINT journal_credentials_pkey PRIMARY KEY (client_id);
ALTER TABLE ONLY public.journal_organization
    ADD CONSTRAINT journal_organization_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.journal_user
    ADD CONSTRAINT journal_user_login_key UNIQUE (login);
ALTER TABLE ONLY public.journal_user
    ADD CONSTRAINT journal_user_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.link_attempt
    ADD CONSTRAINT link_attempt_pkey PRIMARY KEY (state);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_organization_id_person_id_key UNIQUE (organization_id, person_id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_pkey PRIMARY KEY (profile_id);
ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_pkey PRIMARY KEY (organization_id, profile_id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.organization
    ADD CONSTRAINT organization_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.past_membership
    ADD CONSTRAINT past_membership_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_login_id_account_id_key UNIQUE (login_id, account_id);
ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_pkey PRIMARY KEY (token);
ALTER TABLE ONLY public.school_class
    ADD CONSTRAINT school_class_pkey PRIMARY KEY (organization_id, code);
ALTER TABLE ONLY public.signing_key
    ADD CONSTRAINT signing_key_pkey PRIMARY KEY (id);
ALTER TABLE ONLY public.site_session
    ADD CONSTRAINT site_session_pkey PRIMARY KEY (token);
ALTER TABLE ONLY public.time_shift
    ADD CONSTRAINT time_shift_pkey PRIMARY KEY (phone);
ALTER TABLE ONLY public.vk_session
    ADD CONSTRAINT vk_session_pkey PRIMARY KEY (token);
CREATE INDEX call_by_caller ON public.call USING btree (profile_id, started_at, chat_id);
CREATE INDEX ix_access_token_client_id ON public.access_token USING btree (client_id);
CREATE INDEX ix_access_token_login_id ON public.access_token USING btree (login_id);
CREATE INDEX ix_access_token_profile_id ON public.access_token USING btree (profile_id);
CREATE INDEX ix_administrator_phone ON public.administrator USING btree (phone);
CREATE INDEX ix_application_organization_id ON public.application USING btree (organization_id);
CREATE INDEX ix_application_profile_id ON public.application USING btree (profile_id);
CREATE INDEX ix_call_chat_id ON public.call USING btree (chat_id);
CREATE INDEX ix_chat_member_profile_id ON public.chat_member USING btree (profile_id);
CREATE INDEX ix_confirmation_code_phone ON public.confirmation_code USING btree (phone);
CREATE INDEX ix_dialog_higher_id ON public.dialog USING btree (higher_id);
CREATE INDEX ix_invitation_organization_id ON public.invitation USING btree (organization_id);
CREATE INDEX ix_invitation_phone ON public.invitation USING btree (phone);
CREATE INDEX ix_link_attempt_user_id ON public.link_attempt USING btree (user_id);
CREATE INDEX ix_login_client_id ON public.login USING btree (client_id);
CREATE INDEX ix_membership_profile_id ON public.membership USING btree (profile_id);
CREATE INDEX ix_message_chat_id ON public.message USING btree (chat_id);
CREATE INDEX ix_past_membership_organization_id ON public.past_membership USING btree (organization_id);
CREATE INDEX ix_profile_account_id ON public.profile USING btree (account_id);
CREATE INDEX ix_refresh_token_login_id ON public.refresh_token USING btree (login_id);
CREATE INDEX message_by_writer ON public.message USING btree (profile_id, sent_at, chat_id);
CREATE UNIQUE INDEX one_code_of_a_phone ON public.confirmation_code USING btree (phone) WHERE (ended_at IS NULL);
CREATE UNIQUE INDEX one_undecided_application ON public.application USING btree (organization_id, profile_id) WHERE (decided_at IS NULL);
CREATE UNIQUE INDEX refresh_token_alive ON public.refresh_token USING btree (login_id) WHERE (ended_at IS NULL);
ALTER TABLE ONLY public.acceptance
    ADD CONSTRAINT acceptance_invitation_token_fkey FOREIGN KEY (invitation_token) REFERENCES public.invitation(token);
ALTER TABLE ONLY public.acceptance
    ADD CONSTRAINT acceptance_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.login(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.access_token
    ADD CONSTRAINT access_token_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.administrator
    ADD CONSTRAINT administrator_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.application
    ADD CONSTRAINT application_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.authorization_code
    ADD CONSTRAINT authorization_code_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.login(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.call
    ADD CONSTRAINT call_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);
ALTER TABLE ONLY public.call
    ADD CONSTRAINT call_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.chat_member
    ADD CONSTRAINT chat_member_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);
ALTER TABLE ONLY public.chat_member
    ADD CONSTRAINT chat_member_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.chat
    ADD CONSTRAINT chat_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.consent
    ADD CONSTRAINT consent_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT dialog_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT dialog_higher_id_fkey FOREIGN KEY (higher_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.dialog
    ADD CONSTRAINT dialog_lower_id_fkey FOREIGN KEY (lower_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.invitation
    ADD CONSTRAINT invitation_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.journal_user
    ADD CONSTRAINT journal_user_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.journal_organization(id);
ALTER TABLE ONLY public.link_attempt
    ADD CONSTRAINT link_attempt_user_id_fkey FOREIGN KEY (user_id) REFERENCES public.journal_user(id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.link
    ADD CONSTRAINT link_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_client_id_fkey FOREIGN KEY (client_id) REFERENCES public.client(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_code_id_fkey FOREIGN KEY (code_id) REFERENCES public.confirmation_code(id);
ALTER TABLE ONLY public.login
    ADD CONSTRAINT login_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.membership
    ADD CONSTRAINT membership_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_chat_id_fkey FOREIGN KEY (chat_id) REFERENCES public.chat(id);
ALTER TABLE ONLY public.message
    ADD CONSTRAINT message_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.past_membership
    ADD CONSTRAINT past_membership_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.past_membership
    ADD CONSTRAINT past_membership_profile_id_fkey FOREIGN KEY (profile_id) REFERENCES public.profile(id);
ALTER TABLE ONLY public.profile
    ADD CONSTRAINT profile_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);
ALTER TABLE ONLY public.refresh_token
    ADD CONSTRAINT refresh_token_login_id_fkey FOREIGN KEY (login_id) REFERENCES public.login(id) ON DELETE CASCADE;
ALTER TABLE ONLY public.school_class
    ADD CONSTRAINT school_class_organization_id_fkey FOREIGN KEY (organization_id) REFERENCES public.organization(id);
ALTER TABLE ONLY public.vk_session
    ADD CONSTRAINT vk_session_account_id_fkey FOREIGN KEY (account_id) REFERENCES public.account(id);

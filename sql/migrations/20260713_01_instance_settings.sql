-- Facts about the installation as a whole. The row 'staff_bootstrap' says that its first administrator exists.

CREATE TABLE IF NOT EXISTS public.instance_settings (
    key varchar(255) PRIMARY KEY,
    value jsonb NOT NULL,
    created_by jsonb DEFAULT '{}',
    updated_by jsonb DEFAULT '{}',
    created timestamptz DEFAULT now(),
    updated timestamptz DEFAULT NULL
);
